import { describe, expect, it } from 'vitest';
import { contentOfRows, keysOfRows, objectsFromRows } from './from-rows.ts';
import type { ObjectKind } from './kind.ts';
import { triggerActions } from './kinds/actions.ts';
import { kindNamed, kindsInOrder, referencesOf } from './kinds/all-kinds.ts';
import { referencePlaces } from './references.ts';
import { actionRow } from './testing/action-rows.ts';
import { deepFreeze, V50, V60, V70, VERSIONS } from './testing/builders.ts';
import { estate } from './testing/estate.ts';
import { idFor, knownNames } from './testing/known-names.ts';
import { withIds } from './to-rows.ts';

const everything = { idOf: idFor };

describe('withIds', () => {
  it.each(VERSIONS)('undoes what reading an action of %s did to its ids', (_name, version) => {
    const rows = contentOfRows(triggerActions, [actionRow(version, 'triggers')], version);
    const before = structuredClone(rows[0]?.content);
    const keyOf = (kind: string, id: string): string => `${kind} ${id}`;
    const [object] = objectsFromRows(
      triggerActions,
      rows,
      keysOfRows(triggerActions, rows),
      keyOf,
      version,
    ).values();
    const idOf = (kind: string, key: string): string => key.replace(`${kind} `, '');
    const after = withIds(triggerActions, deepFreeze(object?.content ?? {}), { idOf }, version);
    const sorted = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .map(([field, inner]) => [field, sorted(inner)] as const)
                .sort(([a], [b]) => (a < b ? -1 : 1)),
            )
          : value;
    expect(sorted(after)).toEqual(sorted(before));
  });

  it.each(VERSIONS)('puts an id in every place of %s that must be there before', (_name, version) => {
    const { objects } = estate(version);
    for (const kind of kindsInOrder(version)) {
      if (kind.travel.by !== 'object') continue;
      for (const { content } of objects.get(kind.name)?.values() ?? []) {
        const places = referencePlaces(content, referencesOf(kind, version));
        const sent = referencePlaces(
          withIds(kind, deepFreeze(content), everything, version),
          kind.references,
        );
        for (const [index, { parent, field, to, reference }] of places.entries()) {
          const place = sent.filter((other) => other.reference === reference)[
            places.slice(0, index).filter((other) => other.reference === reference).length
          ];
          const key = String(parent[field]);
          expect(place?.parent[field], `${kind.name}: ${reference.path}`).toBe(
            reference.unordered ? key : idFor(to, key),
          );
        }
      }
    }
  });

  it('puts back the id that means nothing, at any depth, and leaves other nulls', () => {
    const content = {
      other: null,
      operations: [{ opmessage: { mediatypeid: null } }, { opmessage: { mediatypeid: 'mail' } }],
      update_operations: [{ opcommand: { scriptid: null } }, {}],
    };
    expect(withIds(triggerActions, deepFreeze(content), everything, V60)).toEqual({
      other: null,
      operations: [
        { opmessage: { mediatypeid: '0' } },
        { opmessage: { mediatypeid: idFor('mediatypes', 'mail') } },
      ],
      update_operations: [{ opcommand: { scriptid: '0' } }, {}],
    });
    const proxies = kindNamed('proxies') as ObjectKind;
    expect(withIds(proxies, { name: 'a', proxy_groupid: null }, everything, V70)).toEqual({
      name: 'a',
      proxy_groupid: '0',
    });
    // The field does not exist before 7.0.
    expect(withIds(proxies, { host: 'a', proxy_groupid: null }, everything, V60)).toEqual({
      host: 'a',
      proxy_groupid: null,
    });
  });

  it('leaves what nobody knows and what could not be resolved as it is', () => {
    const unresolved = { unresolved: 'usergroups', id: '7' };
    const content = {
      operations: [
        { opmessage_grp: [{ usrgrpid: unresolved }], opgroup: [{ groupid: 'Linux' }, { groupid: 'Other' }] },
      ],
    };
    const names = knownNames({ hostgroups: ['Linux'], usergroups: [''] }, V60);
    expect(withIds(triggerActions, deepFreeze(content), names, V60)).toEqual({
      operations: [
        {
          opmessage_grp: [{ usrgrpid: unresolved }],
          opgroup: [{ groupid: idFor('hostgroups', 'Linux') }, { groupid: 'Other' }],
        },
      ],
    });
  });

  it('leaves links to what is made in the same step', () => {
    const services = kindNamed('services') as ObjectKind;
    expect(withIds(services, { name: 'a', children: [{ serviceid: 'a / b' }] }, everything, V60)).toEqual({
      name: 'a',
      children: [{ serviceid: 'a / b' }],
    });
    expect(withIds(services, { name: 'a', triggerid: 'Down\ne' }, everything, V50)).toEqual({
      name: 'a',
      triggerid: idFor('triggers', 'Down\ne'),
    });
  });
});
