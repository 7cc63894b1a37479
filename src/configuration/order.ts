/**
 * Orders what depends on each other: every group comes after all that its members need, and members that need each
 * other in a circle are one group (Tarjan's strongly connected components, which come out in exactly this order).
 * @param needs what a member needs; members that are not in `members` do not count
 */
export function dependencyOrder(
  members: readonly string[],
  needs: (member: string) => Iterable<string>,
): string[][] {
  const known = new Set(members);
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const groups: string[][] = [];

  /** One member whose needs are being visited: kept on a list of our own, since chains can be long. */
  interface Visit {
    readonly member: string;
    readonly rest: Iterator<string>;
  }

  function begin(member: string): Visit {
    index.set(member, index.size);
    lowest.set(member, index.get(member) as number);
    open.push(member);
    isOpen.add(member);
    return { member, rest: [...needs(member)].filter((need) => known.has(need))[Symbol.iterator]() };
  }

  function lower(member: string, to: number): void {
    lowest.set(member, Math.min(lowest.get(member) as number, to));
  }

  function end(member: string): void {
    if (lowest.get(member) !== index.get(member)) return;
    const group: string[] = [];
    for (;;) {
      const last = open.pop() as string;
      isOpen.delete(last);
      group.push(last);
      if (last === member) break;
    }
    groups.push(group.reverse());
  }

  for (const start of members) {
    if (index.has(start)) continue;
    const visits: Visit[] = [begin(start)];
    for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
      const next = visit.rest.next();
      if (next.done) {
        visits.pop();
        end(visit.member);
        const parent = visits.at(-1);
        if (parent) lower(parent.member, lowest.get(visit.member) as number);
      } else if (!index.has(next.value)) visits.push(begin(next.value));
      else if (isOpen.has(next.value)) lower(visit.member, index.get(next.value) as number);
    }
  }
  return groups;
}
