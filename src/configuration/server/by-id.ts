import type { Kind } from '../kind.ts';
import type { ApplyContext } from './apply-context.ts';

/** Finds the ids of these on the target, all together. What is not there is left out. */
export async function byId<T extends { readonly key: string }>(
  kind: Kind,
  objects: readonly T[],
  { names, signal }: ApplyContext,
): Promise<Map<string, T>> {
  await names.findIds(
    kind.name,
    objects.map(({ key }) => key),
    signal,
  );
  return new Map(
    objects.flatMap((object) => {
      const id = names.idOf(kind.name, object.key);
      return id === undefined ? [] : [[id, object] as const];
    }),
  );
}
