import type { Configuration } from '../configuration.ts';
import { objectsOf } from '../configuration.ts';
import { byText } from '../json.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import { hostGroups } from '../kinds/hostgroups.ts';
import { templates } from '../kinds/templates.ts';

/** The ids that keys have on one server. */
export interface IdsByKey {
  idOf(kind: string, key: string): string | undefined;
}

/** One object and its id on a server. */
export interface NamedId {
  readonly kind: string;
  readonly key: string;
  readonly id: string;
}

/** The kinds whose ids these files hold, whether there are objects of them or not. */
const ALWAYS = [templates.name, hostGroups.name];

/** Names and ids of all templates and host groups of a Configuration, as the Python tool's first versions kept them. */
export function* actionsDataText(configuration: Configuration, ids: IdsByKey): Generator<string> {
  const named = ALWAYS.flatMap((kind) =>
    [...objectsOf(configuration, kind).keys()].flatMap((key): NamedId[] => {
      const id = ids.idOf(kind, key);
      return id === undefined ? [] : [{ kind, key, id }];
    }),
  );
  yield* namedIdsText(named);
}

/**
 * Lists of `{ id field, name }` by kind, sorted by name, one to a line, of templates and host groups though there be none: `{"templates":[{"templateid":…,"host":…}], …}`.
 */
export function* namedIdsText(named: readonly NamedId[]): Generator<string> {
  const kinds = new Map<string, NamedId[]>(ALWAYS.map((kind) => [kind, []]));
  for (const entry of named) {
    const list = kinds.get(entry.kind);
    if (list) list.push(entry);
    else kinds.set(entry.kind, [entry]);
  }
  let first = true;
  yield '{';
  for (const [kind, entries] of kinds) {
    yield `${first ? '' : ','}\n${JSON.stringify(kind)}: [`;
    first = false;
    const { lookup } = kindNamed(kind);
    const lines = entries
      .toSorted((a, b) => byText(a.key, b.key))
      .map(({ key, id }) => JSON.stringify({ [lookup.idField]: id, [lookup.nameField ?? 'name']: key }));
    yield lines.length === 0 ? ']' : `\n${lines.join(',\n')}\n]`;
  }
  yield '\n}\n';
}
