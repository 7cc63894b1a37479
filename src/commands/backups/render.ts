import type { Paint } from '../../terminal/paint.ts';
import { renderTable } from '../../terminal/table.ts';
import type { Description } from './describe.ts';

/** A backup as `--json` gives it. */
export function backupDocument({ backup, state, problems, manifest, time }: Description): object {
  return {
    name: backup.name,
    location: backup.location,
    time: time?.toISOString() ?? null,
    state,
    problems,
    encrypted: backup.encrypted,
    size: backup.size,
    zabbix: manifest?.zabbix.version ?? null,
    partial: manifest?.partial ?? null,
    counts: manifest?.counts ?? null,
  };
}

/** The newest first; what has no time last. */
export function newestFirst(descriptions: readonly Description[]): Description[] {
  return [...descriptions].sort(
    (a, b) => (b.time?.getTime() ?? 0) - (a.time?.getTime() ?? 0) || (a.backup.name < b.backup.name ? 1 : -1),
  );
}

/** The backups of one place as a table, what is wrong with each below. */
export function backupsText(location: string, descriptions: readonly Description[], paint: Paint): string {
  if (descriptions.length === 0) return `${location}: no backups`;
  const rows = descriptions.map(({ backup, state, manifest, time }) => [
    backup.name,
    timeText(time),
    manifest?.zabbix.version ?? '?',
    manifest === undefined
      ? '?'
      : String(Object.values(manifest.counts).reduce((sum, count) => sum + count, 0)),
    sizeText(backup.size),
    state === 'whole' ? paint.green(wordsOf(state, manifest)) : paint.yellow(wordsOf(state, manifest)),
    backup.encrypted ? 'encrypted' : '',
  ]);
  const header = ['name', 'time (UTC)', 'zabbix', 'objects', 'size', 'state', ''];
  const problems = descriptions.flatMap(({ backup, problems: found }) => {
    const more = found.length > 3 ? [`and ${found.length - 3} more`] : [];
    return found.length === 0 ? [] : [`${backup.name}: ${[...found.slice(0, 3), ...more].join('; ')}`];
  });
  return [`${location}:`, renderTable(rows, { header, right: [3, 4], indent: '  ' }), ...problems].join('\n');
}

function wordsOf(state: Description['state'], manifest: Description['manifest']): string {
  if (state !== 'whole' || manifest === undefined) return state;
  if (manifest.partial) return 'whole, partial';
  return manifest.selection === undefined ? state : 'whole, of a selection';
}

/** UTC to the second, as '2026-11-30 03:00:00'; '?' where a backup does not say when it was made. */
export function timeText(time: Date | undefined): string {
  return time === undefined ? '?' : time.toISOString().slice(0, 19).replace('T', ' ');
}

/** Bytes, as people read them: 1.5 MiB. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
