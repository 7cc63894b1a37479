import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExportDocument,
  hostsOfDependencies,
  hostsOfGraph,
  hostsOfTrigger,
  splitDocument,
} from './document.ts';
import {
  firstPassDocument,
  hostsOfPostponed,
  hostsOfPrototypes,
  mergePostponed,
  nameOf,
  type Postponed,
  postponedOf,
  SECOND_PASS_RULES,
  secondPassDocument,
  stubOf,
} from './import-document.ts';
import { byText, type JsonObject, objectsIn, stableText } from './json.ts';
import { type AnyExport, anyExport } from './testing/any-export.ts';
import { deepFreeze } from './testing/builders.ts';

/** An export whose elements are imported in several documents. */
interface Parted extends AnyExport {
  readonly parts: readonly (readonly JsonObject[])[];
}

function anyParts(options?: { outside?: boolean }): fc.Arbitrary<Parted> {
  return fc
    .tuple(anyExport(options), fc.array(fc.nat(2), { minLength: 6, maxLength: 6 }))
    .map(([{ document, element }, places]) => {
      const elements = deepFreeze(splitDocument(structuredClone(document), element));
      const parts = [0, 1, 2].map((place) => elements.filter((_, index) => places[index] === place));
      return { document, element, parts: parts.filter((part) => part.length > 0) };
    });
}

function triggersOf(document: ExportDocument, element: string): JsonObject[] {
  const inItems = objectsIn(document[element])
    .flatMap(({ items }) => objectsIn(items))
    .flatMap(({ triggers }) => objectsIn(triggers));
  return [...objectsIn(document.triggers), ...inItems];
}

function firstPass({ element, parts }: Parted): ExportDocument[] {
  return parts.map((part) => firstPassDocument(part, element, '7.0', {}));
}

function postponed({ parts }: Parted): Postponed {
  return mergePostponed(parts.map(postponedOf));
}

const texts = (list: readonly JsonObject[]): string[] => [...new Set(list.map(stableText))].sort(byText);

describe('the two passes of an import', () => {
  it('never name a host in the first that is not in the same document', () => {
    fc.assert(
      fc.property(anyParts({ outside: true }), (parted) => {
        for (const document of firstPass(parted)) {
          const inside = objectsIn(document[parted.element]).map(nameOf);
          const triggers = triggersOf(document, parted.element);
          const named = [
            ...triggers.flatMap(hostsOfTrigger),
            ...triggers.flatMap(hostsOfDependencies),
            ...objectsIn(document.graphs).flatMap(hostsOfGraph),
          ];
          expect(named.filter((name) => !inside.includes(name))).toEqual([]);
        }
      }),
    );
  });

  it('carry every trigger with all its dependencies, and every graph, together', () => {
    fc.assert(
      fc.property(anyParts({ outside: true }), (parted) => {
        const first = firstPass(parted);
        const second = postponed(parted);
        const whole = (document: ExportDocument): JsonObject[] => triggersOf(document, parted.element);
        const carried = texts([...first.flatMap(whole), ...second.triggers]);
        expect(carried).toEqual(expect.arrayContaining(texts(whole(parted.document))));
        expect(texts([...first.flatMap(({ graphs }) => objectsIn(graphs)), ...second.graphs])).toEqual(
          texts(objectsIn(parted.document.graphs)),
        );
      }),
    );
  });

  it('leave to the second what the first could not carry whole, and that once', () => {
    fc.assert(
      fc.property(anyParts({ outside: true }), (parted) => {
        const first = firstPass(parted);
        const done = texts(first.flatMap((document) => triggersOf(document, parted.element)));
        const graphs = texts(first.flatMap((document) => objectsIn(document.graphs)));
        const second = postponed(parted);
        expect(texts(second.triggers)).toHaveLength(second.triggers.length);
        expect(texts(second.graphs)).toHaveLength(second.graphs.length);
        expect(second.triggers.filter((trigger) => done.includes(stableText(trigger)))).toEqual([]);
        expect(second.graphs.filter((graph) => graphs.includes(stableText(graph)))).toEqual([]);
      }),
    );
  });

  it('are one where everything is in one document', () => {
    fc.assert(
      fc.property(anyExport(), ({ document, element }) => {
        const elements = deepFreeze(splitDocument(structuredClone(document), element));
        expect(postponedOf(elements)).toEqual({ triggers: [], graphs: [] });
        const { triggers = [], graphs = [], ...rest } = firstPassDocument(elements, element, '7.0', {});
        expect(rest).toEqual({ version: '7.0', [element]: document[element] });
        expect(texts(objectsIn(triggers))).toEqual(texts(objectsIn(document.triggers)));
        expect(texts(objectsIn(graphs))).toEqual(texts(objectsIn(document.graphs)));
      }),
    );
  });

  it('take nothing from the elements but triggers, graphs and dependencies', () => {
    fc.assert(
      fc.property(anyParts({ outside: true }), (parted) => {
        const without = ({ items, triggers: _t, graphs: _g, ...entry }: JsonObject): JsonObject => ({
          ...entry,
          items: objectsIn(items).map(({ triggers, ...item }) => ({
            ...item,
            names: objectsIn(triggers).map(({ name = '' }) => name),
          })),
        });
        const sent = firstPass(parted).flatMap((document) => objectsIn(document[parted.element]));
        expect(sent.map(without)).toEqual(parted.parts.flat().map(without));
        expect(sent.filter(({ triggers, graphs }) => triggers ?? graphs)).toEqual([]);
      }),
    );
  });

  it('have a stub in the second for every host that its triggers and graphs name', () => {
    fc.assert(
      fc.property(anyParts(), (parted) => {
        const second = postponed(parted);
        const names = hostsOfPostponed(second);
        expect(new Set(names).size).toBe(names.length);
        const stubs = new Map(parted.parts.flat().map((entry) => [nameOf(entry), stubOf(entry)]));
        const document = secondPassDocument(
          names.map((name) => stubs.get(name) as JsonObject),
          second,
          parted.element,
          '7.0',
        );
        const inside = objectsIn(document[parted.element]).map(nameOf);
        const named = [
          ...objectsIn(document.triggers).flatMap(hostsOfTrigger),
          ...objectsIn(document.graphs).flatMap(hostsOfGraph),
        ];
        expect(named.filter((name) => !inside.includes(name))).toEqual([]);
        expect(document.triggers ?? []).toEqual(second.triggers);
        expect(document.graphs ?? []).toEqual(second.graphs);
      }),
    );
  });

  it('leaves a single dependency out with all others of its trigger, and keeps triggers without any', () => {
    const inside = { name: 'i', expression: 'last(/A/k)=2' };
    const outside = { name: 'o', expression: 'last(/B/k)=2' };
    const trigger = { name: 't', expression: 'last(/A/k)=1', dependencies: [inside, outside] };
    const elements = deepFreeze([
      { host: 'A', items: [{ key: 'k', triggers: [trigger, inside] }, { key: 'l' }] },
    ]);
    const document = firstPassDocument(elements, 'hosts', '7.0', { groups: [{ name: 'G' }] });
    expect(document).toEqual({
      version: '7.0',
      groups: [{ name: 'G' }],
      hosts: [
        {
          host: 'A',
          items: [{ key: 'k', triggers: [{ name: 't', expression: 'last(/A/k)=1' }, inside] }, { key: 'l' }],
        },
      ],
    });
    expect(postponedOf(elements)).toEqual({ triggers: [trigger], graphs: [] });
  });

  it('sends an element as it is where none of its triggers depends on another', () => {
    const element = {
      host: 'A',
      items: [{ key: 'k', triggers: [{ name: 't', expression: 'last(/A/k)=1' }] }],
    };
    expect(objectsIn(firstPassDocument([element], 'hosts', '7.0', {}).hosts)[0]).toBe(element);
  });

  it('writes triggers and graphs only in the second, and needs no dependency to be in the document', () => {
    expect(SECOND_PASS_RULES).toEqual({
      items: { createMissing: true },
      triggers: { createMissing: true, updateExisting: true },
      graphs: { createMissing: true, updateExisting: true },
    });
    const trigger = {
      name: 't',
      expression: 'last(/A/k)=1',
      dependencies: [{ name: 'o', expression: 'last(/B/k)=2' }],
    };
    expect(hostsOfPostponed({ triggers: [trigger], graphs: [] })).toEqual(['A']);
  });
});

describe('stubOf', () => {
  it('keeps what identifies an element and what an import asks for', () => {
    expect(
      stubOf({
        uuid: 'u',
        template: 'T',
        name: 'Visible',
        groups: [{ name: 'G' }],
        items: [{ key: 'k' }],
        macros: [{ macro: '{$A}' }],
        description: '',
      }),
    ).toStrictEqual({ uuid: 'u', template: 'T', name: 'Visible', groups: [{ name: 'G' }] });
    expect(stubOf({ host: 'H', groups: [], interfaces: [] })).toStrictEqual({ host: 'H', groups: [] });
  });
});

describe('hostsOfPrototypes', () => {
  const trigger = (host: string, dependsOn?: string): JsonObject => ({
    name: 't',
    expression: `last(/${host}/k)=1`,
    ...(dependsOn ? { dependencies: [{ name: 'd', expression: `last(/${dependsOn}/k)=1` }] } : {}),
  });
  const graph = (host: string): JsonObject => ({ name: 'g', graph_items: [{ item: { host, key: 'k' } }] });

  it('are all others that prototypes name, each once', () => {
    const rules = [
      { trigger_prototypes: [trigger('A'), trigger('B', 'C'), trigger('B')] },
      { item_prototypes: [{ key: 'i', trigger_prototypes: [trigger('A', 'D')] }, { key: 'j' }] },
      { graph_prototypes: [graph('A'), graph('E')] },
    ];
    expect(hostsOfPrototypes({ host: 'A', discovery_rules: rules }).toSorted()).toEqual(['B', 'C', 'D', 'E']);
    expect(hostsOfPrototypes({ template: 'B', discovery_rules: rules.slice(0, 1) })).toEqual(['A', 'C']);
  });

  it('are not those that ordinary triggers and graphs name: these have a pass of their own', () => {
    const entry = {
      host: 'A',
      triggers: [trigger('B')],
      graphs: [graph('C')],
      items: [{ triggers: [trigger('A', 'D')] }],
    };
    expect(hostsOfPrototypes(entry)).toEqual([]);
    expect(hostsOfPrototypes({ host: 'A', discovery_rules: [{ key: 'r' }] })).toEqual([]);
  });
});
