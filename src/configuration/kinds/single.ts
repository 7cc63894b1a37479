import type { ZabbixVersion } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import type { Kind, ObjectTravel } from '../kind.ts';

/** The name of an object that is alone of its kind and has none: `--only settings:global`. */
export const ONLY_ONE = 'global';

interface Single
  extends Partial<Pick<Kind, 'references' | 'secrets' | 'since' | 'existedBefore' | 'audited'>> {
  readonly singular: string;
  /** Fields that X.get returns and X.update refuses. */
  readonly refused?: readonly string[];
  /** What differs from other kinds in how it travels. */
  readonly travel?: Partial<ObjectTravel>;
}

/**
 * A class with one object, which every installation has: X.get gives it without an id, X.update changes it.
 * @param name that of the kind, which is that of the API too
 */
export function single(name: string, { refused = [], travel, references = [], ...more }: Single): Kind {
  return {
    name,
    ...more,
    // Nothing points to it: its id, which it has not, is never looked up.
    lookup: { api: name, idField: '', idsParameter: '', output: () => [], key: () => ONLY_ONE },
    travel: {
      by: 'object',
      single: true,
      parameters: () => ({ output: 'extend' }),
      fromApi: (row: JsonObject, _version: ZabbixVersion) => {
        for (const field of refused) delete row[field];
        return row;
      },
      update: 'changed',
      ...travel,
    },
    references,
    key: () => ONLY_ONE,
  };
}
