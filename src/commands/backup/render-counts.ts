/**
 * How many objects of each kind there are, a line for each kind that has any; those that have none share the last.
 * @param counts by the name of the kind, in the order in which they are shown
 */
export function renderCounts(counts: Readonly<Record<string, number>>): string[] {
  const kinds = Object.entries(counts);
  const some = kinds.filter(([, count]) => count > 0);
  const none = kinds.filter(([, count]) => count === 0).map(([kind]) => kind);
  return [
    ...some.map(([kind, count]) => `  ${kind}: ${count}`),
    ...(none.length > 0 ? [`  none: ${none.join(', ')}`] : []),
  ];
}
