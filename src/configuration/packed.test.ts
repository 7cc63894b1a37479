import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseVersion } from '../zabbix/version.ts';
import { documentText } from './backup/kind-text.ts';
import type { ConfigurationObject } from './configuration.ts';
import { splitDocument } from './document.ts';
import type { JsonObject } from './json.ts';
import type { DocumentKind } from './kind.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { packed } from './packed.ts';
import { anyExport } from './testing/any-export.ts';

const GROUPS = new Map(
  ['G', 'H'].map((key) => [key, { kind: 'hostgroups', key, content: { name: key, uuid: key } }]),
);

/** As bytes, since a packed object gives those and others give text. */
function written(kindName: string, objects: readonly ConfigurationObject[], version: string): string {
  const kind = kindNamed(kindName) as DocumentKind;
  const pieces = [...documentText(kind, objects, parseVersion(`${version}.0`), version, GROUPS)];
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece as string))).toString();
}

function objectsOf(kindName: string, elements: readonly JsonObject[]): ConfigurationObject[] {
  const kind = kindNamed(kindName);
  return elements.map((content) => ({ kind: kindName, key: kind.key?.(content) ?? '', content }));
}

describe('packed', () => {
  it('has the content that it had, with its fields in their order', () => {
    fc.assert(
      fc.property(anyExport({ outside: true }), ({ document, element }) => {
        for (const object of objectsOf(element, splitDocument(document, element))) {
          expect(JSON.stringify(packed(object).content)).toBe(JSON.stringify(object.content));
        }
      }),
    );
  });

  it('is written as the object itself would be', () => {
    fc.assert(
      fc.property(anyExport({ outside: true }), ({ document, element }) => {
        const objects = objectsOf(element, splitDocument(document, element));
        expect(written(element, objects.map(packed), '7.0')).toBe(written(element, objects, '7.0'));
      }),
    );
  });

  it('keeps the groups of host prototypes, which documents up to 6.0 list, and texts of every script', () => {
    const rule = { key: 'r', host_prototypes: [{ host: '{#H}', group_links: [{ group: { name: 'G' } }] }] };
    const plain = { key: 'ünï €漢字😀', host_prototypes: [] };
    const objects = objectsOf('hosts', [{ host: 'A', discovery_rules: [plain, rule, { key: 's' }] }]);
    const text = written('hosts', objects.map(packed), '6.0');
    expect(text).toBe(written('hosts', objects, '6.0'));
    expect(text).toContain('"groups":[\n{"name":"G","uuid":"G"}\n]');
  });

  it('keeps all else of the object, in copies of it too', () => {
    const object = { kind: 'hosts', key: 'A', content: { host: 'A' }, supplement: { tls_connect: '1' } };
    const { packed: _text, ...copy } = { ...packed(object) };
    expect(copy).toEqual(object);
  });
});
