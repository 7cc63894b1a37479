import { parseVersion, type ZabbixVersion } from '../../zabbix/version.ts';
import type { Kind } from '../kind.ts';
import { BACKED_UP, existsIn, kindNamed, notReached, referencesOf } from './all-kinds.ts';

/** The series that the program is tested with. */
const SERIES = ['5.0', '6.0', '7.0'];

/** docs/kinds.md: which kinds there are in which version, made from their descriptors. */
export function kindsPage(): string {
  const versions = SERIES.map(parseVersion);
  const header = ['kind', 'of what', ...SERIES, 'written by', 'points to'];
  const rows = BACKED_UP.map((kind) => [
    `\`${kind.name}\``,
    kind.singular,
    ...versions.map((version) => presence(kind, version)),
    writtenBy(kind),
    pointsTo(kind, versions),
  ]);
  const missing = versions.flatMap((version, index) => {
    const names = notReached(version).map((name) => `\`${name}\` (${kindNamed(name).singular})`);
    return names.length === 0 ? [] : [`- Zabbix ${SERIES[index]}: ${names.join(', ')}`];
  });
  return [
    '# Kinds of objects',
    '',
    'Made from the descriptors in `src/configuration/kinds/` by `npm run kinds`; a test holds the two together.',
    '',
    'The name of a kind is that of its file in a backup and the word for `--only` and `--skip`. **yes**: backed up and',
    'restored. **–**: that version has no such class. **no API**: Zabbix has it, and its API does not reach it.',
    '',
    ...[header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
    '',
    '## What the API does not reach',
    '',
    'No backup over the API can hold these. The manifest of a backup names them as `notReached`; set them by hand.',
    '',
    ...missing,
    '',
  ].join('\n');
}

function presence(kind: Kind, version: ZabbixVersion): string {
  if (existsIn(kind, version)) return 'yes';
  return notReached(version).includes(kind.name) ? 'no API' : '–';
}

function writtenBy({ travel, lookup }: Kind): string {
  if (travel.by === 'document') return travel.ownFields ? 'import and update' : 'import';
  return travel.by === 'object' && (travel.single || travel.updateOnly || travel.addedTo)
    ? `\`${lookup.api}.update\``
    : `\`${lookup.api}.create\`, \`.update\``;
}

function pointsTo(kind: Kind, versions: readonly ZabbixVersion[]): string {
  const references = versions
    .filter((version) => existsIn(kind, version))
    .flatMap((version) => [...referencesOf(kind, version)]);
  const targets = new Set(
    references.flatMap(({ to }) => (typeof to === 'string' ? [to] : Object.values(to.kinds))),
  );
  return [...targets].sort().join(', ');
}
