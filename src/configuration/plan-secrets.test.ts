import { describe, expect, it } from 'vitest';
import type { Configuration } from './configuration.ts';
import type { JsonObject } from './json.ts';
import { kindsInOrder } from './kinds/all-kinds.ts';
import { makePlan } from './plan.ts';
import { configurationOf, V70 } from './testing/builders.ts';

describe('values of secret macros in the backup', () => {
  const options = { kinds: kindsInOrder(V70), version: V70, keepItems: false };
  const secret = { macro: '{$A}', type: 'SECRET_TEXT' };
  const of = (macros: JsonObject[], prototypeMacros: JsonObject[]) =>
    configurationOf({
      hosts: {
        A: {
          host: 'A',
          macros,
          discovery_rules: [{ key: 'r', host_prototypes: [{ host: '{#P}', macros: prototypeMacros }] }],
        },
      },
    });
  const inPrototype = { macro: '{$P}', type: 'SECRET_TEXT' };
  const live = of([secret], [inPrototype]);

  it('are named, and are no difference', () => {
    const desired = of([{ ...secret, value: 'x' }], [{ ...inPrototype, value: 'y' }]);
    const plan = makePlan(desired, live, options);
    expect(plan).toMatchObject({ changes: [], unchanged: 1 });
    expect(plan.notCompared).toEqual([
      { kind: 'hosts', key: 'A', macro: '{$A}' },
      { kind: 'hosts', key: 'A', macro: '{$P}' },
    ]);
  });

  it('are a difference where they are to be set, or can be read', () => {
    const desired = of([{ ...secret, value: 'x' }], [inPrototype]);
    const asked = makePlan(desired, live, { ...options, setSecrets: true });
    expect(asked.changes).toMatchObject([{ differences: [{ path: ['macros', '[{$A}]', 'value'] }] }]);
    expect(asked.notCompared).toEqual([]);
    const plain = makePlan(desired, of([{ macro: '{$A}', value: 'x' }], [inPrototype]), options);
    expect(plain.changes).toMatchObject([{ differences: [{ path: ['macros', '[{$A}]', 'type'] }] }]);
    expect(plain.notCompared).toEqual([]);
  });

  it('are fields of objects too: set where they are asked for, or where the object comes to need one', () => {
    const directory = (bind_dn: string, bind_password?: string): Configuration =>
      configurationOf({
        userdirectories: {
          d: { name: 'd', idp_type: '1', bind_dn, ...(bind_password && { bind_password }) },
        },
      });
    const desired = directory('cn=z', 'known');
    const plan = makePlan(desired, directory('cn=z'), options);
    expect(plan.changes).toEqual([]);
    expect(plan.notCompared).toEqual([{ kind: 'userdirectories', key: 'd', macro: 'bind_password' }]);
    const asked = makePlan(desired, directory('cn=z'), { ...options, setSecrets: true });
    expect(asked.changes).toMatchObject([{ differences: [{ path: ['bind_password'] }] }]);
    const needed = makePlan(desired, directory(''), options);
    expect(needed.changes).toMatchObject([
      { differences: [{ path: ['bind_dn'] }, { path: ['bind_password'] }] },
    ]);
  });
});
