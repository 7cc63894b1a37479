import type { ZabbixVersion } from '../../zabbix/version.ts';
import type { Kind } from '../kind.ts';
import { BACKED_UP, existsIn } from '../kinds/all-kinds.ts';
import type { ExactClass } from './exact-class.ts';
import { EXACT } from './section.ts';

/** What objects of a kind may hold that a document cannot say, in the order in which it is written. */
export function exactClasses({ travel }: Kind, version: ZabbixVersion): readonly ExactClass[] {
  const all = travel.by === 'document' ? (travel.exact ?? []) : [];
  return all.filter((each) => existsIn(each, version));
}

/** The section, by kind, for a backup that does not say whether it looked for it. */
export function exactNotRecorded(): Map<string, readonly string[]> {
  const kinds = BACKED_UP.filter(({ travel }) => travel.by === 'document' && travel.exact !== undefined);
  return new Map(kinds.map(({ name }) => [name, [EXACT]]));
}
