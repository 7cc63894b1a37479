import type { ZabbixVersion } from '../../zabbix/version.ts';
import { isHolderKind, type Kind } from '../kind.ts';
import { kindNamed, partsOf, referencesOf } from '../kinds/all-kinds.ts';

/** The kinds whose objects name objects of these kinds, or what stands in them: they hold names that may be others now. */
export function kindsThatName(
  changed: ReadonlySet<string>,
  kinds: readonly Kind[],
  version: ZabbixVersion,
): Kind[] {
  const changedHolder = [...changed].some((name) => isHolderKind(kindNamed(name)));
  const isTouched = (target: string): boolean => {
    if (changed.has(target)) return true;
    const { travel } = kindNamed(target);
    if (travel.by !== 'name') return false;
    return (
      (travel.within !== undefined && changedHolder) ||
      travel.among?.some((name) => changed.has(name)) === true
    );
  };
  const parts = new Set([...changed].flatMap((name) => partsOf(kindNamed(name)).map((part) => part.name)));
  return kinds.filter((kind) =>
    referencesOf(kind, version).some(({ to }) =>
      (typeof to === 'string' ? [to] : Object.values(to.kinds)).some(
        (target) => isTouched(target) || parts.has(target),
      ),
    ),
  );
}
