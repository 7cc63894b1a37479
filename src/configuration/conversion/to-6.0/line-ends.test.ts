import { describe, expect, it } from 'vitest';
import type { Backup } from '../../backup/backup.ts';
import { EXACT, exactIn } from '../../exact/section.ts';
import type { JsonObject } from '../../json.ts';
import { configurationWith, objectOf, V50, V60 } from '../../testing/builders.ts';
import { convertTo } from '../convert.ts';
import { convertedBackup } from '../converted-backup.ts';

const MIXED = 'a\r\nb\nc';
const ENDS = '1 CRLF, 1 LF';
const UNIX = 'a\nb\nc';

function converted(kind: string, content: JsonObject, exact?: JsonObject) {
  const object = objectOf(kind, 'a', content, exact && { [EXACT]: exact });
  const result = convertTo(configurationWith([object], V50), V60)
    .configuration.objects.get(kind)
    ?.get('a');
  return { content: result?.content ?? {}, exact: exactIn(result?.supplement) };
}

const host = (content: JsonObject): JsonObject => ({ host: 'a', name: 'a', groups: [], ...content });

describe('line ends of 5.0', () => {
  it('are kept beside the document, which has those of an export', () => {
    const { content, exact } = converted(
      'hosts',
      host({
        description: MIXED,
        inventory: { notes: MIXED, location: 'x\r\ny' },
        macros: [{ macro: '{$M}', value: MIXED, description: 'one line' }],
        items: [{ key: 'i', description: MIXED, params: 'x\r\ny', posts: 'x\ny' }],
      }),
    );
    expect(exact).toEqual({
      own: [{ line_ends: { description: ENDS, 'inventory.notes': ENDS } }],
      macros: [{ macro: '{$M}', line_ends: { value: ENDS } }],
      items: [{ key: 'i', line_ends: { description: ENDS, posts: 'LF' } }],
    });
    expect(content).toMatchObject({
      description: UNIX,
      inventory: { notes: UNIX, location: 'x\ny' },
      macros: [{ value: UNIX }],
      items: [{ description: UNIX, params: 'x\ny', posts: 'x\ny' }],
    });
  });

  it('are found by the expression that a trigger has in 6.0, in which its host has no name', () => {
    const { exact } = converted(
      'hosts',
      host({
        items: [
          {
            key: 'i',
            triggers: [{ name: 't', expression: '{last()}=1 or\n{last()}=2', description: MIXED }],
          },
        ],
        triggers: [
          {
            name: 'u',
            expression: '{a:i.last()}={b:j.last()}',
            recovery_expression: '1=0 or\r\n{a:i.last()}=\n0',
          },
        ],
      }),
    );
    expect(exact?.triggers).toEqual([
      {
        name: 't',
        expression: 'last(/{HOST.HOST}/i)=1 or\nlast(/{HOST.HOST}/i)=2',
        line_ends: { comments: ENDS, expression: 'LF' },
      },
      {
        name: 'u',
        expression: 'last(/{HOST.HOST}/i)=last(/b/j)',
        recovery_expression: '1=0 or\nlast(/{HOST.HOST}/i)=\n0',
        line_ends: { recovery_expression: ENDS },
      },
    ]);
  });

  it('are those of what discovery makes, too', () => {
    const trigger = (name: string): JsonObject => ({
      name,
      expression: '{a:p.last()}=1',
      description: 'x\ny',
    });
    const { exact } = converted(
      'hosts',
      host({
        discovery_rules: [
          {
            key: 'r',
            params: 'x\ny',
            item_prototypes: [{ key: 'p', posts: 'x\ny', trigger_prototypes: [trigger('inside')] }],
            trigger_prototypes: [trigger('across')],
          },
        ],
      }),
    );
    const identity = { expression: 'last(/{HOST.HOST}/p)=1', line_ends: { comments: 'LF' } };
    expect(exact).toEqual({
      discovery_rules: [{ key: 'r', line_ends: { params: 'LF' } }],
      item_prototypes: [{ key: 'p', line_ends: { posts: 'LF' } }],
      trigger_prototypes: [
        { name: 'across', ...identity },
        { name: 'inside', ...identity },
      ],
    });
  });

  it('stay in parameters of preprocessing of discovery rules only', () => {
    const preprocessing = (): JsonObject[] => [
      { type: 'JAVASCRIPT', params: MIXED },
      { type: 'REGEX', params: 'x\r\ny' },
      { type: 'JSONPATH', params: '$' },
    ];
    const { content, exact } = converted(
      'hosts',
      host({
        items: [{ key: 'i', preprocessing: preprocessing() }],
        discovery_rules: [{ key: 'r', preprocessing: preprocessing() }],
      }),
    );
    expect(exact).toEqual({ rule_preprocessing: [{ key: 'r', line_ends: { 1: ENDS, 2: 'CRLF' } }] });
    const steps = [{ parameters: [UNIX] }, { parameters: ['x', 'y'] }, { parameters: ['$'] }];
    expect(content).toMatchObject({
      items: [{ preprocessing: steps }],
      discovery_rules: [{ preprocessing: steps }],
    });
  });

  it('are not changed in what a step of a web scenario posts, and what is said of it stays', () => {
    const said = { httptests: [{ name: 'w', raw_steps: ['two'] }] };
    const steps = [{ name: 'one', posts: MIXED, required: 'x\r\ny' }, { name: 'two' }];
    const { content, exact } = converted('hosts', host({ httptests: [{ name: 'w', steps }] }), said);
    expect(exact).toEqual(said);
    expect(content).toMatchObject({ httptests: [{ steps: [{ posts: MIXED, required: 'x\ny' }, {}] }] });
  });

  it('are kept of media types and their messages, as is that a script has no parameters', () => {
    const message = (fields: JsonObject): JsonObject => ({ ...fields, subject: 's', message: 'x\ny' });
    expect(
      converted('mediatypes', {
        name: 'a',
        type: 'SCRIPT',
        description: MIXED,
        message_templates: [
          message({ event_source: 'TRIGGERS', operation_mode: 'PROBLEM' }),
          message({ event_source: 'INTERNAL', operation_mode: 'RECOVERY' }),
        ],
      }).exact,
    ).toEqual({
      own: [
        {
          parameters: 'none',
          line_ends: { description: ENDS, 'message 0/0': 'LF', 'message 3/1': 'LF' },
        },
      ],
    });
    expect(converted('mediatypes', { name: 'a', type: 'SCRIPT', parameters: ['p'] }).exact).toBeUndefined();
  });

  it('are recorded also where the backup has documents only', () => {
    const backup: Backup = {
      folder: 'f',
      configuration: configurationWith([objectOf('hosts', 'a', host({ description: 'x\ny' }))], V50),
      manifest: undefined,
      notRecorded: new Map([['hosts', ['other', EXACT]]]),
      warnings: [],
    };
    expect(convertedBackup(backup, V60).backup.notRecorded).toEqual(new Map([['hosts', ['other']]]));
    expect(convertedBackup(backup, V50).backup.notRecorded).toEqual(new Map([['hosts', ['other', EXACT]]]));
  });
});
