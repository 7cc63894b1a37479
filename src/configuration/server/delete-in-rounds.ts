import type { Zabbix } from '../../zabbix/connection.ts';
import type { Identity } from '../configuration.ts';
import type { Deletion } from '../deletion.ts';
import type { Kind } from '../kind.ts';
import { methodOf } from '../kind.ts';
import { kindNamed, referencesOf } from '../kinds/all-kinds.ts';
import { concernsOneWrite, repeatable } from './apply-context.ts';

/**
 * Deletes round by round, as long as something goes: what Zabbix refuses may be named by something that has gone since.
 * @param round deletes what it can and returns the rest
 * @returns what stays, and of which of it something was taken away in vain
 */
export async function deleteInRounds<Object extends Deletion>(
  zabbix: Zabbix,
  objects: readonly Object[],
  round: (rest: readonly Object[]) => Promise<readonly Object[]>,
  signal?: AbortSignal,
): Promise<{ left: readonly Object[]; released: ReadonlySet<Identity> }> {
  let released: ReadonlySet<Identity> | undefined;
  for (let rest = objects; ; ) {
    const left = rest.length === 0 ? rest : await round(rest);
    const stuck = left.length === rest.length;
    rest = left;
    if (!stuck) continue;
    if (rest.length === 0 || released) return { left: rest, released: released ?? new Set() };
    released = await release(zabbix, rest, signal);
    if (released.size === 0) return { left: rest, released };
  }
}

/**
 * Has objects let go of what they may do without: a user group of its user directory, which may itself provide that
 * group. What closes a circle among kinds when it is made, a `deferred` reference, opens it here.
 * @returns those that had something to let go
 */
async function release(
  zabbix: Zabbix,
  objects: readonly Deletion[],
  signal?: AbortSignal,
): Promise<Set<Identity>> {
  const released = new Set<Identity>();
  for (const object of objects) {
    const { kind: name, id } = object;
    const kind = kindNamed(name);
    const fields = dispensable(kind, zabbix);
    if (fields.length === 0) continue;
    try {
      const parameters = { [kind.lookup.idField]: id, ...Object.fromEntries(fields) };
      await repeatable(() => zabbix.call(methodOf(kind, 'update'), parameters, signal && { signal }), signal);
      released.add(object);
    } catch (error) {
      // That the object stays is reported, with the reason for which it cannot be deleted.
      if (!concernsOneWrite(error, signal)) throw error;
    }
  }
  return released;
}

/** What is added to the reason for which an object could not be deleted. */
export const RELEASED = '; what it could do without was taken away from it already';

/** The fields of its own that a kind's objects are completed by later, with what says that there is nothing. */
function dispensable(kind: Kind, { version }: Zabbix): [string, string][] {
  return referencesOf(kind, version).flatMap(({ path, deferred, none }): [string, string][] =>
    deferred === true && none !== undefined && !/[.[]/.test(path) ? [[path, none]] : [],
  );
}
