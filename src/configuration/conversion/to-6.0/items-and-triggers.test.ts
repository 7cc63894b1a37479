import { describe, expect, it } from 'vitest';
import { type JsonObject, objectsIn } from '../../json.ts';
import { converted, host, template } from './testing/converted.ts';
import { uuidOf } from './uuids.ts';

describe('items', () => {
  it('have tags where they had applications, and lists of parameters', () => {
    const { host: made, losses } = converted({
      hosts: {
        h: host({
          applications: [{ name: 'CPU' }, { name: 'Web' }, { name: 'Empty' }],
          items: [
            {
              key: 'k',
              applications: [{ name: 'CPU' }],
              preprocessing: [
                { type: 'JAVASCRIPT', params: 'a\r\nb' },
                { type: 'STR_REPLACE', params: 'a\nb' },
                { type: 'PROMETHEUS_PATTERN', params: 'p\n' },
                { type: 'PROMETHEUS_PATTERN', params: 'p\nl' },
              ],
            },
          ],
          httptests: [{ name: 'w', application: { name: 'Web' } }],
        }),
      },
    });
    expect(made?.content.applications).toBeUndefined();
    expect(made?.content.items).toEqual([
      {
        key: 'k',
        tags: [{ tag: 'Application', value: 'CPU' }],
        preprocessing: [
          { type: 'JAVASCRIPT', parameters: ['a\nb'] },
          { type: 'STR_REPLACE', parameters: ['a', 'b'] },
          { type: 'PROMETHEUS_PATTERN', parameters: ['p', 'value', ''] },
          { type: 'PROMETHEUS_PATTERN', parameters: ['p', 'label', 'l'] },
        ],
      },
    ]);
    expect(made?.content.httptests).toEqual([{ name: 'w', tags: [{ tag: 'Application', value: 'Web' }] }]);
    expect(losses.map(({ what }) => what)).toEqual(['its applications without items: Empty']);
  });

  it('have value maps of their own host, and what nobody uses is said', () => {
    const map = (name: string): JsonObject => ({ name, mappings: [{ value: '1', newvalue: 'up' }] });
    const { template: made, losses } = converted({
      valuemaps: { used: map('used'), other: map('other') },
      templates: {
        T: template({
          items: [
            { key: 'a', valuemap: { name: 'used' } },
            { key: 'b', valuemap: { name: 'gone' } },
          ],
        }),
      },
    });
    expect(made.valuemaps).toEqual([{ ...map('used'), uuid: uuidOf('T/used') }]);
    expect(objectsIn(made.items).map(({ valuemap }) => valuemap)).toEqual([{ name: 'used' }, undefined]);
    expect(losses).toEqual([
      { kind: 'templates', key: 'T', what: 'its value maps "gone", which the backup does not hold' },
      { kind: 'valuemaps', key: 'other', what: 'the value map itself: no item has it' },
    ]);
  });

  it('are disabled where 6.0 has no formula for them, and named', () => {
    const { host: made, losses } = converted({
      hosts: {
        h: host({
          items: [
            { key: 'grpsum["G","k",last]', type: 'AGGREGATE' },
            { key: 'grpsum["G","k",count,"#5"]', type: 'AGGREGATE' },
          ],
        }),
      },
    });
    expect(made?.content.items).toEqual([
      { key: 'grpsum["G","k",count,"#5"]', type: 'CALCULATED', params: '0', status: 'DISABLED' },
      { key: 'grpsum["G","k",last]', type: 'CALCULATED', params: 'sum(last_foreach(/*/k?[group="G"]))' },
    ]);
    expect(losses).toHaveLength(1);
  });
});

describe('triggers', () => {
  it('name what they depend on in the newer syntax', () => {
    const { host: made } = converted({
      hosts: {
        h: host({
          items: [
            {
              key: 'k',
              triggers: [
                {
                  name: 'a',
                  expression: '{last()}=1',
                  dependencies: [{ name: 'b', expression: '{T:x.last()}=1' }],
                },
              ],
            },
          ],
          triggers: [{ name: 'two', expression: '{h:k.last()}={h:l.last()}' }],
        }),
      },
    });
    expect(made?.content.items).toMatchObject([
      {
        triggers: [{ expression: 'last(/h/k)=1', dependencies: [{ name: 'b', expression: 'last(/T/x)=1' }] }],
      },
    ]);
    expect(made?.content.triggers).toEqual([{ name: 'two', expression: 'last(/h/k)=last(/h/l)' }]);
  });

  it('that are no longer told apart become one, and that is said', () => {
    const { host: made, losses } = converted({
      hosts: {
        h: host({
          items: [
            {
              key: 'k',
              triggers: [
                { name: 'a', expression: '{diff()}=1' },
                { name: 'a', expression: '({last(#1)}<>{last(#2)})=1' },
              ],
            },
          ],
        }),
      },
    });
    expect(objectsIn(objectsIn(made?.content.items)[0]?.triggers)).toHaveLength(1);
    expect(losses.map(({ what }) => what)).toEqual([
      'one of its two triggers "a", whose expressions are the same now',
    ]);
  });
});
