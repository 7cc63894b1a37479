import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../zabbix/version.ts';
import { makeCanonical, sortSets } from '../canonical.ts';
import type { Configuration, ConfigurationObject } from '../configuration.ts';
import { splitDocument } from '../document.ts';
import { type JsonObject, type JsonValue, withSortedFields } from '../json.ts';
import type { Kind } from '../kind.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import { ONLY_ONE } from '../kinds/single.ts';
import { unsortedLists } from '../lists.ts';
import { LAYOUTS } from './format.ts';
import { readBackup } from './read-backup.ts';
import { WRITE_OPTIONS } from './testing/sample-data.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeBackup } from './write-backup.ts';

/** Names as people and attackers choose them: keys are data, never paths. */
const anyName = fc.oneof(
  fc.constantFrom(
    'Linux',
    'LINUX',
    'é',
    'e\u0301',
    'con',
    '.git',
    'y'.repeat(300),
    '/',
    '..',
    '../../etc/passwd',
    '\0',
    'a\0b',
    '__proto__',
    'constructor',
    '0',
    'x'.repeat(255),
    'ünï 日本語 🐘',
    '"quoted"',
    'a\r\nb',
    '\u2028',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
);
const hostName = fc.stringMatching(/^[0-9A-Za-z_.-]{1,12}$/);
const value: fc.Arbitrary<JsonValue> = fc
  .jsonValue({ maxDepth: 3, noUnicodeString: false })
  .map(
    (json) =>
      JSON.parse(JSON.stringify(json).replaceAll('__proto__', 'proto').replaceAll('-0', '0')) as JsonValue,
  );
const fields = fc.dictionary(
  fc.constantFrom('description', 'tags', 'macros', 'items', 'steps', 'value'),
  value,
);

function configurations(version: string): fc.Arbitrary<Configuration> {
  const kinds = kindsInOrder(parseVersion(version));
  return fc
    .tuple(...kinds.map((kind) => fc.option(objectsOf(kind, version), { nil: undefined })))
    .map((found) => ({
      zabbixVersion: version,
      exportVersion: parseVersion(version).series,
      objects: new Map(
        kinds.flatMap((kind, index) => {
          const objects = found[index];
          return objects ? [[kind.name, objects] as const] : [];
        }),
      ),
    }));
}

/** Where a key stands that is not the name. */
const KEY_FIELDS: Readonly<Record<string, string>> = {
  discoveredhosts: 'host',
  macros: 'macro',
  modules: 'relative_path',
  users: 'username',
};

function objectsOf(kind: Kind, version: string): fc.Arbitrary<Map<string, ConfigurationObject>> {
  if (kind.name === 'templates' || kind.name === 'hosts') return spanned(kind, version);
  const alone = kind.travel.by === 'object' && kind.travel.single;
  const entry = fc.tuple(
    alone ? fc.constant(ONLY_ONE) : anyName,
    fields,
    fc.option(fields, { nil: undefined }),
  );
  return fc.uniqueArray(entry, { maxLength: 5, selector: ([key]) => key }).map((entries) =>
    byKey(
      kind,
      entries.map(([key, content, supplement]) => {
        const own = {
          ...content,
          ...(kind.assignKeys ? { name: 'same' } : { [KEY_FIELDS[kind.name] ?? 'name']: key }),
          ...(kind.lookup.owner && { [kind.lookup.owner.field]: 'owner' }),
        };
        return {
          key: kind.lookup.owner ? (kind.key?.(own) ?? '') : key,
          content: kind.travel.by === 'object' ? rowLike(kind, own) : canonical(own),
          supplement,
        };
      }),
    ),
  );
}

/** Templates or hosts of which some share triggers and graphs, as an export gives them. */
function spanned(kind: Kind, version: string): fc.Arbitrary<Map<string, ConfigurationObject>> {
  const element = kind.name;
  const nameField = kind.name === 'templates' ? 'template' : 'host';
  return fc
    .uniqueArray(fc.tuple(hostName, fields, fc.option(fields, { nil: undefined })), {
      maxLength: 5,
      selector: ([key]) => key,
    })
    .chain((entries) => {
      const names = entries.map(([name]) => name);
      const shared =
        names.length === 0
          ? fc.constant([])
          : fc.array(fc.tuple(fc.subarray(names, { minLength: 1 }), fc.boolean(), value), { maxLength: 8 });
      return shared.map((lists) => {
        const triggers = lists
          .map(([hosts, , extra], index) => ({
            name: `t${index % 3}`,
            expression: expression(hosts, version, index),
            extra,
          }))
          .filter((_, index) => lists[index]?.[1]);
        const graphs = lists
          .map(([hosts, , extra], index) => ({
            name: `g${index}`,
            graph_items: hosts.map((host) => ({ item: { host, key: 'k' } })),
            extra,
          }))
          .filter((_, index) => !lists[index]?.[1]);
        const document: JsonObject = {
          version: parseVersion(version).series,
          [element]: entries.map(([name, content]) => ({ [nameField]: name, ...content })),
          triggers,
          graphs,
        };
        const contents = splitDocument(structuredClone(document), element).map(canonical);
        return byKey(
          kind,
          contents.map((content, index) => ({
            key: names[index] ?? '',
            content,
            supplement: entries[index]?.[2],
          })),
        );
      });
    });
}

function expression(hosts: readonly string[], version: string, index: number): string {
  return hosts
    .map((host) => (version.startsWith('5') ? `{${host}:k.last()}>${index}` : `last(/${host}/k)>${index}`))
    .join(' or ');
}

function canonical(content: JsonObject): JsonObject {
  makeCanonical(content);
  return content;
}

function rowLike(kind: Kind, content: JsonObject): JsonObject {
  const sorted = withSortedFields(content) as JsonObject;
  sortSets(sorted, unsortedLists(kind));
  return sorted;
}

function byKey(
  kind: Kind,
  objects: readonly { key: string; content: JsonObject; supplement: JsonObject | undefined }[],
): Map<string, ConfigurationObject> {
  return new Map(
    objects.map(({ key, content, supplement }) => [
      key,
      { kind: kind.name, key, content, ...(supplement && { supplement }) },
    ]),
  );
}

describe('a Configuration that is written and read', () => {
  const cases = ['5.0.8', '6.0.14', '7.0.22'].flatMap((version) =>
    LAYOUTS.map((layout) => ({ version, layout })),
  );
  for (const { version, layout } of cases) {
    it(`is the same again, whatever it holds (${version}, ${layout})`, async () => {
      const dir = join(temporaryFolder(), 'backup');
      await fc.assert(
        fc.asyncProperty(configurations(version), async (configuration) => {
          const before = structuredClone(configuration);
          await writeBackup(configuration, dir, { ...WRITE_OPTIONS, layout });
          const { configuration: read, warnings } = readBackup(dir);
          expect(configuration).toEqual(before);
          expect(read).toEqual(configuration);
          expect(warnings).toEqual([]);
        }),
        { numRuns: 25 },
      );
    }, 180_000);
  }
});
