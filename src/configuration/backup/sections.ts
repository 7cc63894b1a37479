import { exactNotRecorded } from '../exact/all-classes.ts';
import { EXACT } from '../exact/section.ts';
import type { Kind } from '../kind.ts';
import { BACKED_UP } from '../kinds/all-kinds.ts';

/** What a manifest names among its `records`: early backups did not look for it. */
export const SECTIONS: readonly string[] = [...new Set([EXACT, ...BACKED_UP.flatMap(lateSectionsOf)])];

/**
 * What a backup does not record, by kind.
 * @param records the sections that its manifest names; undefined where it is of before there were any
 */
export function notRecorded(records: readonly string[] = []): Map<string, readonly string[]> {
  const found = new Map(records.includes(EXACT) ? [] : exactNotRecorded());
  for (const kind of BACKED_UP) {
    const late = lateSectionsOf(kind).filter((section) => !records.includes(section));
    if (late.length > 0) found.set(kind.name, [...(found.get(kind.name) ?? []), ...late]);
  }
  return found;
}

function lateSectionsOf({ travel }: Kind): string[] {
  return travel.by === 'object' && travel.lateSection ? [travel.lateSection.name] : [];
}
