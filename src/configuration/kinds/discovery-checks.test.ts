import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { V70 } from '../testing/builders.ts';
import { discoveryChecks, keysOfChecks, withCheckIds } from './discovery-checks.ts';
import { discoveryRules } from './drules.ts';

const snmp = (snmp_community: string): JsonObject => ({
  type: '11',
  ports: '161',
  key_: '1.3.6',
  snmp_community,
});
const withId = (check: JsonObject, index: number): JsonObject => ({
  ...check,
  dcheckid: String(index + 1),
  druleid: '7',
});

describe('the key of a discovery check', () => {
  it('is its rule and what it is, without any credential', () => {
    expect(
      keysOfChecks('Office "ü"', [
        { type: '12', ports: '0', key_: '' },
        { type: '0', ports: '22,2222', key_: '' },
        { type: '9', ports: '10050', key_: 'system.run["a"]' },
        { type: '77', ports: '1' },
        snmp('secret'),
      ]),
    ).toEqual([
      'Office "ü": ICMP ping',
      'Office "ü": SSH (22,2222)',
      'Office "ü": Zabbix agent (10050) "system.run[\\"a\\"]"',
      'Office "ü": check of type 77 (1)',
      'Office "ü": SNMPv2 agent (161) "1.3.6"',
    ]);
  });

  it('numbers those that look alike by their content, in whatever order and under whatever ids they come', () => {
    const name = 'R: SNMPv2 agent (161) "1.3.6"';
    expect(keysOfChecks('R', [snmp('c'), snmp('a'), snmp('b')])).toEqual([
      `${name} [3]`,
      name,
      `${name} [2]`,
    ]);
    const alike = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(alike, fc.infiniteStream(fc.nat()), (communities, random) => {
        const checks = communities.map((community, index) => withId(snmp(community), index));
        const keys = new Map(
          keysOfChecks('R', checks).map((key, index) => [communities[index], key] as const),
        );
        const shuffled = checks
          .map((check) => ({ check, place: random.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ check }) => check);
        keysOfChecks('R', shuffled).forEach((key, index) => {
          expect(key).toBe(keys.get(String(shuffled[index]?.snmp_community)));
        });
        expect(new Set(keys.values()).size).toBe(communities.length);
      }),
    );
  });

  it('is the same in a rule of a backup and in the rows of dcheck.get', () => {
    const rows = [snmp('b'), snmp('a'), { type: '4', ports: '80' }].map((check, index) => ({
      ...withId(check, index),
      drules: [{ druleid: '7', name: 'R' }],
    }));
    const rule = discoveryRules.travel.fromApi(
      { druleid: '7', name: 'R', dchecks: rows, nextcheck: '5' },
      V70,
    );
    expect(rule).toEqual({ name: 'R', dchecks: [snmp('b'), snmp('a'), { type: '4', ports: '80' }] });
    if (discoveryChecks.travel.by !== 'name') throw new Error('checks travel within their rules');
    expect(discoveryChecks.lookup.keysTogether?.(rows, V70)).toEqual(
      discoveryChecks.travel.partsOf?.keysIn(rule),
    );
  });
});

describe('checks that are sent in place of live ones', () => {
  const live = [snmp('a'), { type: '9', ports: '10050', key_: 'k' }, { type: '4', ports: '80' }].map(withId);
  const idsOf = (desired: JsonObject[]): unknown[] =>
    withCheckIds('R', desired, live).map(({ dcheckid }) => dcheckid);

  it('have the id of the one of the same key, however it differs in what no key says', () => {
    expect(idsOf([{ type: '4', ports: '80' }, snmp('other')])).toEqual(['3', '1']);
  });

  it('else take the next one of their type, else any that is left, else are new', () => {
    expect(idsOf([{ type: '9', ports: '1', key_: 'x' }])).toEqual(['2']);
    expect(idsOf([{ type: '0', ports: '22' }])).toEqual(['1']);
    const five = ['1', '2', '3', '4', '5'].map((ports) => ({ type: '8', ports }));
    expect(idsOf(five)).toEqual(['1', '2', '3', undefined, undefined]);
  });
});
