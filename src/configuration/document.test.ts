import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCanonical } from './canonical.ts';
import {
  type ExportDocument,
  groupsFor,
  groupsOfHostPrototypes,
  hostsOfDependencies,
  hostsOfGraph,
  hostsOfTrigger,
  mergeDocument,
  sharedIdentity,
  sharedOf,
  splitDocument,
  withoutShared,
} from './document.ts';
import { byText, type JsonObject, objectsIn, stableText } from './json.ts';
import { anyExport } from './testing/any-export.ts';
import { deepFreeze, V50, V60, V70 } from './testing/builders.ts';

/** The elements as a Configuration holds them: by themselves, and in one order inside. */
function elementsOf(document: ExportDocument, element: string): JsonObject[] {
  const elements = splitDocument(structuredClone(document), element);
  for (const entry of elements) makeCanonical(entry);
  return elements;
}

/** What an export of these elements alone holds: every trigger and graph that names one of them. */
function partOf(document: ExportDocument, element: string, names: readonly string[]): ExportDocument {
  const mine = (hosts: readonly string[]): boolean => hosts.some((host) => names.includes(host));
  return structuredClone({
    ...document,
    [element]: objectsIn(document[element]).filter(({ template, host }) =>
      names.includes(String(template ?? host)),
    ),
    triggers: objectsIn(document.triggers).filter((trigger) => mine(hostsOfTrigger(trigger))),
    graphs: objectsIn(document.graphs).filter((graph) => mine(hostsOfGraph(graph))),
  });
}

const texts = (list: readonly JsonObject[]): string[] => list.map(stableText).sort(byText);

describe('splitting and merging documents', () => {
  it('loses nothing: merged again and split again the elements are the same', () => {
    fc.assert(
      fc.property(anyExport({ outside: true }), ({ document, element }) => {
        const elements = elementsOf(document, element);
        const merged = mergeDocument(deepFreeze(elements), element, '7.0');
        expect(elementsOf(merged, element)).toEqual(elements);
      }),
    );
  });

  it('gives the document back, with every trigger and graph once', () => {
    fc.assert(
      fc.property(anyExport(), ({ document, element }) => {
        const merged = mergeDocument(
          splitDocument(structuredClone(document), element),
          element,
          document.version as string,
        );
        expect(merged[element]).toEqual(document[element]);
        for (const list of ['triggers', 'graphs']) {
          expect(texts(objectsIn(merged[list]))).toEqual(texts(objectsIn(document[list])));
        }
      }),
    );
  });

  it('gives the same document from an export of every element alone', () => {
    fc.assert(
      fc.property(anyExport(), ({ document, element }) => {
        const names = objectsIn(document[element]).map(({ template, host }) => String(template ?? host));
        const elements = names.flatMap((name) => splitDocument(partOf(document, element, [name]), element));
        const merged = mergeDocument(elements, element, document.version as string);
        for (const list of ['triggers', 'graphs']) {
          expect(texts(objectsIn(merged[list]))).toEqual(texts(objectsIn(document[list])));
        }
      }),
    );
  });

  it('puts a trigger into each host that its expressions name, and into no other', () => {
    fc.assert(
      fc.property(anyExport({ outside: true }), ({ document, element }) => {
        const elements = splitDocument(structuredClone(document), element);
        for (const entry of elements) {
          const name = String(entry.template ?? entry.host);
          expect(texts(objectsIn(entry.triggers))).toEqual(
            texts(objectsIn(document.triggers).filter((trigger) => hostsOfTrigger(trigger).includes(name))),
          );
          expect(texts(objectsIn(entry.graphs))).toEqual(
            texts(objectsIn(document.graphs).filter((graph) => hostsOfGraph(graph).includes(name))),
          );
        }
      }),
    );
  });

  it('gives every holder a copy of its own', () => {
    const trigger = { name: 't', expression: 'last(/A/k)+last(/B/k)=0', tags: [{ tag: 'x', value: '' }] };
    const elements = splitDocument(
      { version: '7.0', hosts: [{ host: 'A' }, { host: 'B' }, { host: 'C' }], triggers: [trigger] },
      'hosts',
    );
    const [first, second] = elements.map((entry) => objectsIn(entry.triggers)[0]);
    expect(second).toEqual(first);
    objectsIn(first?.tags).forEach((tag) => {
      tag.tag = 'changed';
    });
    expect(second?.tags).toEqual([{ tag: 'x', value: '' }]);
    expect(elements[2]).toEqual({ host: 'C' });
  });

  it('writes further lists before the elements, and empty ones not at all', () => {
    const merged = mergeDocument([{ host: 'A', triggers: [] }], 'hosts', '6.0', { groups: [{ name: 'G' }] });
    expect(JSON.stringify(merged)).toBe('{"version":"6.0","groups":[{"name":"G"}],"hosts":[{"host":"A"}]}');
  });

  it('does not mix what only looks the same', () => {
    const graph = (name: string, host: string): JsonObject => ({
      name,
      graph_items: [{ item: { host, key: 'k' } }],
    });
    const elements = [
      { host: 'A', graphs: [graph('cpu', 'A')], triggers: [{ name: 't', expression: 'last(/A/k)=0' }] },
      {
        host: 'B',
        graphs: [graph('cpu', 'B')],
        triggers: [
          { name: 't', expression: 'last(/B/k)=0' },
          { name: 't', expression: 'last(/B/k)=0', recovery_expression: 'last(/B/k)=1' },
        ],
      },
    ];
    expect(sharedOf(elements, 'graphs')).toHaveLength(2);
    expect(sharedOf(elements, 'triggers')).toHaveLength(3);
    expect(sharedIdentity(graph('cpu', 'A'), 'graphs')).not.toBe(sharedIdentity(graph('cpu', 'B'), 'graphs'));
  });
});

describe('withoutShared', () => {
  it('takes away triggers and graphs, and leaves the element as it was', () => {
    const element = deepFreeze({ host: 'A', triggers: [], graphs: [], items: [{ key: 'k', triggers: [] }] });
    expect(withoutShared(element)).toEqual({ host: 'A', items: [{ key: 'k', triggers: [] }] });
    const plain = { host: 'A' };
    expect(withoutShared(plain)).toBe(plain);
  });
});

describe('hosts that are named', () => {
  it('in both expressions of a trigger', () => {
    expect(hostsOfTrigger({ expression: 'last(/A/k)=0', recovery_expression: '{B:k.last()}=0' })).toEqual([
      'A',
      'B',
    ]);
    expect(hostsOfTrigger({ expression: 'last(/A/k)=0', recovery_expression: 'last(/A/k)=1' })).toEqual([
      'A',
    ]);
  });

  it('in the items and in both axes of a graph, each once and sorted', () => {
    expect(
      hostsOfGraph({
        graph_items: [{ item: { host: 'C', key: 'k' } }, { item: { host: 'A', key: 'k' } }],
        ymin_item_1: { host: 'B', key: 'k' },
        ymax_item_1: { host: 'A', key: 'l' },
      }),
    ).toEqual(['A', 'B', 'C']);
    expect(hostsOfGraph({ ymin_item_1: '0', ymax_item_1: { host: 'Z' } })).toEqual(['Z']);
    expect(hostsOfGraph({})).toEqual([]);
  });

  it('in the dependencies of a trigger, not in its own expressions', () => {
    expect(
      hostsOfDependencies({
        expression: 'last(/Own/k)=0',
        dependencies: [
          { name: 'a', expression: 'last(/A/k)=0' },
          { name: 'b', expression: 'last(/A/k)=1', recovery_expression: 'last(/B/k)=1' },
        ],
      }),
    ).toEqual(['A', 'B']);
  });
});

describe('groups of host prototypes', () => {
  const prototype = (...names: string[]): JsonObject => ({
    host_prototypes: [{ host: '{#A}', group_links: names.map((name) => ({ group: { name } })) }],
  });
  const elements: JsonObject[] = [
    { template: 'A', discovery_rules: [prototype('Z', 'B'), prototype('B')] },
    { template: 'B', discovery_rules: [{ key: 'k' }] },
    { template: 'C', groups: [{ name: 'not this one' }] },
  ];

  it('are found, each once', () => {
    expect(groupsOfHostPrototypes(elements)).toEqual(['B', 'Z']);
  });

  it('are listed in documents up to 6.0, as far as they are known', () => {
    const known = (name: string): JsonObject | undefined => (name === 'Z' ? undefined : { name, uuid: 'u' });
    for (const version of [V50, V60]) {
      expect(groupsFor(elements, version, known)).toEqual({ groups: [{ name: 'B', uuid: 'u' }] });
      expect(groupsFor(elements, version, () => undefined)).toEqual({});
      expect(groupsFor([], version, known)).toEqual({});
    }
    expect(groupsFor(elements, V70, known)).toEqual({});
  });
});
