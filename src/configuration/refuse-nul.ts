import { InputError } from '../errors.ts';
import { isObject, type JsonValue } from './json.ts';
import type { Plan } from './plan.ts';

const NUL = '\0';

/**
 * Keeps texts with a NUL from being written: on PostgreSQL Zabbix cuts them off there without a word (seen on 5.0, 6.0
 * and 7.0), so that another object than the backup's would be made.
 * @throws InputError that names the first of them
 */
export function refuseNul(plan: Plan): void {
  const found = plan.changes.filter(({ desired: { content, supplement } }) =>
    holdsNul([content, supplement ?? null]),
  );
  const [first] = found;
  if (first === undefined) return;
  const shown = `${first.kind}: ${first.key.replaceAll(NUL, '\\u0000')}`;
  throw new InputError(`The backup holds a NUL character, and Zabbix would cut the text off there`, {
    why: `it stands in ${shown}${found.length > 1 ? `, and in ${found.length - 1} more` : ''}`,
    remedy:
      'Take the character (\\u0000) out of the file of that kind and run restore_config with --accept-edited, or leave the object out with --skip.',
  });
}

function holdsNul(value: JsonValue): boolean {
  if (typeof value === 'string') return value.includes(NUL);
  if (Array.isArray(value)) return value.some(holdsNul);
  return (
    isObject(value) && Object.entries(value).some(([field, inner]) => field.includes(NUL) || holdsNul(inner))
  );
}
