import { describe, expect, it } from 'vitest';
import { ConciergeError } from '../../errors.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { OutcomeUnknownError } from '../../zabbix/errors.ts';
import type { JsonObject } from '../json.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import type { Create } from '../plan.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { objectOf, V70 } from '../testing/builders.ts';
import { knownNames } from '../testing/known-names.ts';
import {
  type ApplyContext,
  callOptions,
  findReferences,
  missingReference,
  reasonOf,
  repeatable,
  withReferences,
} from './apply-context.ts';
import { neededBy } from './missing-references.ts';

const hosts = kindNamed('hosts');
const templates = kindNamed('templates');

function contextOf(known: Readonly<Record<string, readonly string[]>>, signal?: AbortSignal): ApplyContext {
  return applyContextOf({ version: V70 } as Zabbix, {
    names: knownNames(known, V70),
    ...(signal && { signal }),
  });
}

function host(key: string, content: JsonObject): Create {
  return { type: 'create', kind: 'hosts', key, desired: objectOf('hosts', key, { host: key, ...content }) };
}

describe('what must be there before an object', () => {
  const content = {
    host: 'h',
    groups: [{ name: 'G' }],
    templates: [{ name: 'T' }],
    items: [{ key: 'k', triggers: [{ name: 't', expression: 'last(/elsewhere/k)=0' }] }],
  };

  it('is what it needs, not what is put in place later', () => {
    const needs = neededBy(hosts, content, V70);
    expect(needs.map(({ to, key }) => `${to}: ${key}`)).toEqual(['hostgroups: G', 'templates: T']);
  });

  it('is looked up all at once, each thing once', async () => {
    const asked: unknown[] = [];
    const context = contextOf({});
    const names = {
      ...context.names,
      findIds: async (kind: string, keys: Iterable<string>) => {
        asked.push([kind, [...keys]]);
      },
    };
    const objects = [
      objectOf('hosts', 'h', content),
      objectOf('hosts', 'i', { ...content, templates: [{ name: 'U' }] }),
    ];
    await findReferences(
      hosts,
      [...objects, objectOf('hosts', 'j', { groups: [{ name: { unresolved: 'hostgroups', id: '4' } }] })],
      {
        ...context,
        names: names as unknown as ApplyContext['names'],
      },
    );
    expect(asked).toEqual([
      ['hostgroups', ['G']],
      ['templates', ['T', 'U']],
    ]);
  });
});

/** What is added for a host group: discovery may make it. */
const FOUND = '; where discovery makes such a host group, restore again when it is there';

describe('missingReference', () => {
  const object = objectOf('hosts', 'h', { groups: [{ name: 'G' }], templates: [{ name: 'T' }] });

  it('is nothing where all is there', () => {
    expect(
      missingReference(hosts, object, contextOf({ hostgroups: ['G'], templates: ['T'] })),
    ).toBeUndefined();
  });

  it('is what is not, with the word for it, each once', () => {
    expect(missingReference(hosts, object, contextOf({ templates: ['T'] }))).toBe(
      `it needs the host group "G", which is not on the target${FOUND}`,
    );
    expect(missingReference(hosts, object, contextOf({ hostgroups: ['G'] }))).toBe(
      'it needs the template "T", which is not on the target',
    );
  });

  it('is all of it, each thing once', () => {
    const action = (...conditions: (readonly [string, JsonObject[string]])[]): ReturnType<typeof objectOf> =>
      objectOf('trigger_actions', 'a', {
        filter: { conditions: conditions.map(([conditiontype, value]) => ({ conditiontype, value })) },
      });
    const context = contextOf({ hosts: ['here'] });
    context.report.skip({ kind: 'templates', key: 'T' }, 'r');
    context.report.skip({ kind: 'hosts', key: 'H' }, 'r');
    const unknown = { unresolved: 'hosts', id: '7' };
    const all = action(
      ['0', 'G'],
      ['1', 'a'],
      ['1', 'here'],
      ['0', 'G'],
      ['13', 'T'],
      ['1', 'H'],
      ['1', unknown],
    );
    expect(missingReference(kindNamed('trigger_actions'), all, context)).toBe(
      'it needs the host group "G" and the host "a", which are not on the target; ' +
        'it needs the template "T" and the host "H", which were not restored; ' +
        'it names the host with id 7, whose name the backup does not hold; ' +
        'where discovery makes such a host group, restore again when it is there; ' +
        'where discovery makes such a host, restore again when it is there',
    );
  });

  it('says where that was not restored', () => {
    const context = contextOf({ hostgroups: ['G'] });
    context.report.fail({ kind: 'templates', key: 'T' }, 'refused');
    expect(missingReference(hosts, object, context)).toBe(
      'it needs the template "T", which was not restored',
    );
  });

  it('does not ask for what is written in the same call, of the same kind', () => {
    const template = objectOf('templates', 'A', { template: 'A', templates: [{ name: 'B' }] });
    expect(missingReference(templates, template, contextOf({}), new Set(['A', 'B']))).toBeUndefined();
    expect(missingReference(templates, template, contextOf({}), new Set(['A']))).toBeDefined();
    // A host group is not written along with templates, whatever it is called.
    expect(missingReference(hosts, object, contextOf({ templates: ['T'] }), new Set(['G']))).toBeDefined();
  });

  it('names a trigger by its name alone, and what has no name by its id', () => {
    const action = (value: JsonObject[string]): ReturnType<typeof objectOf> =>
      objectOf('trigger_actions', 'a', { filter: { conditions: [{ conditiontype: '2', value }] } });
    const kind = kindNamed('trigger_actions');
    expect(missingReference(kind, action('Down\nlast(/a/k)=0'), contextOf({}))).toBe(
      'it needs the trigger "Down", which is not on the target',
    );
    expect(missingReference(kind, action({ unresolved: 'triggers', id: '7' }), contextOf({}))).toBe(
      'it names the trigger with id 7, whose name the backup does not hold',
    );
  });
});

describe('withReferences', () => {
  it('leaves out what needs what is not there, with its reason', async () => {
    const context = contextOf({ hostgroups: ['G'] });
    const changes = [
      host('a', { groups: [{ name: 'G' }] }),
      host('b', { groups: [{ name: 'H' }] }),
      host('c', { proxy: { name: 'p' } }),
      host('d', {}),
    ];
    expect((await withReferences(hosts, changes, context)).map(({ key }) => key)).toEqual(['a', 'd']);
    expect(context.report.skipped).toEqual([
      { kind: 'hosts', key: 'b', reason: `it needs the host group "H", which is not on the target${FOUND}` },
      { kind: 'hosts', key: 'c', reason: 'it needs the proxy "p", which is not on the target' },
    ]);
  });
});

describe('reasonOf', () => {
  it('says what failed and why', () => {
    expect(reasonOf(new ConciergeError('It failed', { why: 'it had to' }))).toBe('It failed: it had to');
    expect(reasonOf(new ConciergeError('It failed'))).toBe('It failed');
    expect(reasonOf(new Error('plain'))).toBe('plain');
    expect(reasonOf('thrown text')).toBe('thrown text');
  });
});

describe('repeatable', () => {
  /** A call that fails with these, one after another, and then answers. */
  function failing(...errors: Error[]): { call: () => Promise<string>; calls: () => number } {
    let calls = 0;
    return {
      calls: () => calls,
      call: async () => {
        const error = errors[calls];
        calls += 1;
        if (error) throw error;
        return 'answer';
      },
    };
  }
  const unknown = (): OutcomeUnknownError => new OutcomeUnknownError('service.update');

  it('makes a call again whose outcome is unknown, once', async () => {
    const once = failing(unknown());
    expect(await repeatable(once.call)).toBe('answer');
    expect(once.calls()).toBe(2);
    const twice = failing(unknown(), unknown());
    await expect(repeatable(twice.call)).rejects.toThrow(OutcomeUnknownError);
    expect(twice.calls()).toBe(2);
  });

  it('does not make again what failed for a reason, or after a person stopped it', async () => {
    const refused = failing(new Error('no'));
    await expect(repeatable(refused.call)).rejects.toThrow('no');
    const stopped = failing(unknown());
    await expect(repeatable(stopped.call, AbortSignal.abort())).rejects.toThrow(OutcomeUnknownError);
    expect([refused.calls(), stopped.calls()]).toEqual([1, 1]);
  });
});

describe('callOptions', () => {
  it('carry the signal where there is one', () => {
    const { signal } = new AbortController();
    expect(callOptions(contextOf({}, signal))).toEqual({ signal });
    expect(callOptions(contextOf({}))).toStrictEqual({});
  });
});
