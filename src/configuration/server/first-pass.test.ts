import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { ZabbixApiError } from '../../zabbix/errors.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { DocumentKind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import type { Create, Update } from '../plan.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { objectOf, V70 } from '../testing/builders.ts';
import { importFirstPass } from './first-pass.ts';

const templates = kindNamed('templates') as DocumentKind;
const hosts = kindNamed('hosts') as DocumentKind;

interface Imported {
  /** Names of the templates or hosts in the document, in its order. */
  readonly names: string[];
  readonly document: JsonObject;
  readonly rules: Readonly<Record<string, JsonObject>>;
}

/** A server that has these templates and what is imported, and that may refuse documents. */
function serverWith(there: readonly string[], refuses: (names: readonly string[]) => boolean = () => false) {
  const known = new Set(there);
  const imports: Imported[] = [];
  const calls: string[] = [];
  const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
    calls.push(method);
    if (method !== 'configuration.import')
      return method === 'template.get' ? [...known].map((host) => ({ templateid: `id ${host}`, host })) : [];
    const document = (JSON.parse(text(parameters.source)) as { zabbix_export: JsonObject }).zabbix_export;
    const elements = [...objectsIn(document.templates), ...objectsIn(document.hosts)];
    const names = elements.map(({ template, host }) => text(template ?? host));
    imports.push({ names, document, rules: parameters.rules as Imported['rules'] });
    if (refuses(names)) throw new ZabbixApiError(method, -32500, 'Application error.', 'No.');
    for (const name of names) known.add(name);
    return true;
  };
  const zabbix = { version: V70, call } as unknown as Zabbix;
  const context = applyContextOf(zabbix);
  return { context, imports, calls };
}

function create(template: string, ...links: string[]): Create {
  const content = { template, ...(links.length > 0 && { templates: links.map((name) => ({ name })) }) };
  return {
    type: 'create',
    kind: 'templates',
    key: template,
    desired: objectOf('templates', template, content),
  };
}

function update(template: string, desired: JsonObject, live: JsonObject): Update {
  const object = (content: JsonObject) => objectOf('templates', template, { template, ...content });
  return {
    type: 'update',
    kind: 'templates',
    key: template,
    liveKey: template,
    desired: object(desired),
    live: object(live),
    differences: [],
  };
}

describe('the first pass', () => {
  it('imports what others link before them, in an earlier document or the same', async () => {
    const { context, imports } = serverWith([]);
    const many = Array.from({ length: 30 }, (_, index) => create(`t${index}`));
    await importFirstPass(templates, [create('a', 't29'), create('b', 'a'), ...many], context);
    const order = imports.flatMap(({ names }) => names);
    expect(imports.length).toBeGreaterThan(1);
    expect(order).toHaveLength(32);
    expect(order.indexOf('t29')).toBeLessThan(order.indexOf('a'));
    expect(order.indexOf('a')).toBeLessThan(order.indexOf('b'));
    expect(context.report.skipped).toEqual([]);
  });

  it('keeps in one document what needs each other, whatever is at fault beside it', async () => {
    const { context, imports } = serverWith([], (names) => names.length > 2 || names.includes('bad'));
    const namedBy = (other: string): JsonObject => ({
      discovery_rules: [{ key: 'r', trigger_prototypes: [{ name: 'p', expression: `last(/${other}/k)=0` }] }],
    });
    const pair = [create('a'), create('b')].map((each, index) => ({
      ...each,
      desired: { ...each.desired, content: { ...each.desired.content, ...namedBy(index === 0 ? 'b' : 'a') } },
    }));
    await importFirstPass(templates, [create('bad'), ...pair, create('c')], context);
    for (const { names } of imports) expect(names.includes('a')).toBe(names.includes('b'));
    expect(context.report.failed.map(({ key }) => key)).toEqual(['bad']);
  });

  it('does not try what needs one that was refused', async () => {
    const { context, imports } = serverWith([], (names) => names.includes('bad'));
    await importFirstPass(templates, [create('bad'), create('heir', 'bad'), create('good')], context);
    expect(context.report.failed.map(({ key }) => key)).toEqual(['bad']);
    expect(context.report.skipped).toEqual([
      { kind: 'templates', key: 'heir', reason: 'it needs the template "bad", which was not restored' },
    ]);
    expect(imports.filter(({ names }) => names.includes('heir') && !names.includes('bad'))).toEqual([]);
  });

  it('has by itself, and deletes no discovery rules of, what holds secret macros in host prototypes', async () => {
    const { context, imports } = serverWith(['guarded', 'plain']);
    const secret = { macro: '{$S}', type: 'SECRET_TEXT' };
    const rules = [{ key: 'r', host_prototypes: [{ host: '{#A}', macros: [secret] }] }];
    const changes = [
      update('plain', { description: 'new' }, {}),
      update('guarded', { discovery_rules: rules, description: 'new' }, { discovery_rules: rules }),
    ];
    await importFirstPass(templates, changes, context);
    expect(imports.map(({ names }) => names)).toEqual([['plain'], ['guarded']]);
    const [plain, guarded] = imports;
    expect(plain?.rules.discoveryRules?.deleteMissing).toBe(true);
    expect(guarded?.rules.discoveryRules).not.toHaveProperty('deleteMissing');
    expect(guarded?.rules.items?.deleteMissing).toBe(true);
    expect(JSON.stringify(guarded?.document)).not.toContain('SECRET_TEXT');
  });

  it('imports what depends on an item that goes together with it first', async () => {
    const { context, imports } = serverWith(['t']);
    const item = (key: string, master?: string): JsonObject => ({
      key,
      ...(master !== undefined && { master_item: { key: master } }),
    });
    const live = { items: [item('old'), item('dependent', 'old')] };
    const desired = { items: [item('new'), item('dependent', 'new')] };
    await importFirstPass(templates, [update('t', desired, live)], context);
    const keys = imports.map(({ document }) =>
      objectsIn(objectsIn(document.templates)[0]?.items).map(({ key }) => key),
    );
    expect(keys).toEqual([
      ['new', 'dependent', 'old'],
      ['new', 'dependent'],
    ]);
  });

  it('creates an encrypted host before the import that fills it', async () => {
    const { context, calls } = serverWith([]);
    const desired = objectOf('hosts', 'h', { host: 'h' }, { tls_connect: '2', tls_accept: '2' });
    await importFirstPass(hosts, [{ type: 'create', kind: 'hosts', key: 'h', desired }], context);
    const writes = calls.filter((method) => !method.endsWith('.get'));
    expect(writes).toEqual(['host.create', 'configuration.import']);
  });
});
