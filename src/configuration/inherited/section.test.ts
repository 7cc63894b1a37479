import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { V60 } from '../testing/builders.ts';
import { inheritedClasses } from './classes.ts';
import {
  deviation,
  elementFor,
  elementsByIdentity,
  encryptionIn,
  fieldsToWrite,
  type InheritedObject,
  inheritedIn,
  sortedSection,
} from './section.ts';

const fields = fc.record({
  delay: fc.constantFrom('1m', '30s'),
  status: fc.constantFrom('0', '1'),
  tags: fc.array(fc.record({ tag: fc.string(), value: fc.string() }), { maxLength: 2 }),
});

function objectOf(own: JsonObject, parent: JsonObject): InheritedObject {
  return { id: '7', identity: { key: 'a.b' }, own, parent };
}

describe('what an inherited object changes', () => {
  it('is the fields that are not those of its parent, and no others', () => {
    const object = objectOf({ delay: '17s', status: '0' }, { delay: '1m', status: '0' });
    expect(elementFor(object)).toEqual({ key: 'a.b', delay: '17s' });
    expect(elementFor(objectOf({ delay: '1m' }, { delay: '1m' }))).toBeUndefined();
  });

  it('comes back, whatever the target has: read, written and read again it is the same', () => {
    fc.assert(
      fc.property(fields, fields, fields, (source, parent, target) => {
        const element = elementFor(objectOf(source, parent));
        const written = fieldsToWrite(objectOf(target, parent), element, {});
        const after = { ...target, ...written };
        expect(after).toEqual(source);
        expect(fieldsToWrite(objectOf(after, parent), element, {})).toEqual({});
        expect(deviation({ own: after, parent })).toEqual(deviation({ own: source, parent }));
      }),
    );
  });

  it('is reset where the backup has nothing of it', () => {
    expect(fieldsToWrite(objectOf({ status: '1' }, { status: '0' }), undefined, {})).toEqual({ status: '0' });
  });

  it('is written with the fields that Zabbix takes only together, but none that the object lacks', () => {
    const object = objectOf(
      { user: 'a', password: 'b', status: '0' },
      { user: '', password: 'b', status: '0' },
    );
    const together = [['user', 'password', 'realm']];
    expect(fieldsToWrite(object, undefined, { together })).toEqual({ user: '', password: 'b' });
  });
});

describe('what goes along with a change of an inherited object', () => {
  const tags = [{ tag: 'a', value: '' }];
  const changed = objectOf({ delay: '2m', tags }, { delay: '1m', tags });

  it('is sent with it as it is to be, and never alone', () => {
    const along = ['tags'];
    expect(fieldsToWrite(changed, undefined, { along })).toEqual({ delay: '1m', tags });
    expect(fieldsToWrite(changed, { tags: [] }, { along })).toEqual({ delay: '1m', tags: [] });
    expect(fieldsToWrite(objectOf({ tags }, { tags }), undefined, { along })).toEqual({});
    // 5.0 has none.
    expect(fieldsToWrite(objectOf({ delay: '2m' }, { delay: '1m' }), undefined, { along })).toEqual({
      delay: '1m',
    });
  });

  it('are the tags of a web scenario, without which 6.0 takes them from its items', () => {
    const scenarios = inheritedClasses(V60).find(({ list }) => list === 'httptests');
    expect(fieldsToWrite(changed, undefined, scenarios ?? {})).toEqual({ delay: '1m', tags });
  });
});

describe('a section', () => {
  it('is in one order, without empty lists', () => {
    const lists = new Map<string, JsonObject[]>([
      ['items', [{ key: 'b' }, { key: 'a' }]],
      ['httptests', []],
      ['discovery_rules', [{ key: 'c' }]],
    ]);
    expect(JSON.stringify(sortedSection(lists))).toBe(
      '{"discovery_rules":[{"key":"c"}],"items":[{"key":"a"},{"key":"b"}]}',
    );
  });

  it('tells host prototypes of one name apart by their rules', () => {
    const section = {
      host_prototypes: [
        { discovery_rule: 'one', host: '{#H}', status: '1' },
        { discovery_rule: 'two', host: '{#H}', status: '0' },
      ],
    };
    expect(elementsByIdentity(section, 'host_prototypes').size).toBe(2);
  });

  it('stands beside the encryption of a host, and neither is taken for the other', () => {
    const both = { tls_connect: '1', inherited: { items: [] } };
    expect(encryptionIn(both)).toEqual({ tls_connect: '1' });
    expect(inheritedIn(both)).toEqual({ items: [] });
    expect(encryptionIn({ inherited: {} })).toBeUndefined();
    expect(inheritedIn({ tls_connect: '1' })).toBeUndefined();
  });
});
