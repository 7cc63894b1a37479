import { describe, expect, it } from 'vitest';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { SECOND_PASS_RULES } from '../import-document.ts';
import { type DocumentKind, isDocumentKind } from '../kind.ts';
import { V50, V60, V70, VERSIONS } from '../testing/builders.ts';
import { estate } from '../testing/estate.ts';
import { kindNamed, kindsInOrder } from './all-kinds.ts';

/** c, u and d: create, update and delete missing. An option or rule that a version does not know is an error there. */
const INSIDE = { discoveryRules: 'cud', graphs: 'cud', httptests: 'cud', items: 'cud', triggers: 'cud' };
const OF_ALL = {
  ...INSIDE,
  hosts: 'cu',
  images: 'cu',
  maps: 'cu',
  mediaTypes: 'cu',
  templateLinkage: 'cd',
  templates: 'cu',
};

interface Known {
  readonly version: ZabbixVersion;
  readonly options: readonly string[];
  readonly rules: Readonly<Record<string, string>>;
}

/** CConfiguration::export and ::import of 5.0.8, 6.0.14 and 7.0.22. */
const KNOWN: readonly (readonly [string, Known])[] = [
  [
    '5.0',
    {
      version: V50,
      options: ['groups', 'hosts', 'images', 'maps', 'mediaTypes', 'screens', 'templates', 'valueMaps'],
      rules: {
        ...OF_ALL,
        applications: 'cd',
        groups: 'c',
        screens: 'cu',
        templateScreens: 'cud',
        valueMaps: 'cu',
      },
    },
  ],
  [
    '6.0',
    {
      version: V60,
      options: ['groups', 'hosts', 'images', 'maps', 'mediaTypes', 'templates'],
      rules: { ...OF_ALL, groups: 'cu', templateDashboards: 'cud', valueMaps: 'cud' },
    },
  ],
  [
    '7.0',
    {
      version: V70,
      options: ['host_groups', 'template_groups', 'hosts', 'images', 'maps', 'mediaTypes', 'templates'],
      rules: {
        ...OF_ALL,
        host_groups: 'cu',
        template_groups: 'cu',
        templateDashboards: 'cud',
        valueMaps: 'cud',
      },
    },
  ],
];

const LETTERS = { createMissing: 'c', updateExisting: 'u', deleteMissing: 'd' } as const;

function documentKinds(version: ZabbixVersion): DocumentKind[] {
  return kindsInOrder(version).filter(isDocumentKind);
}

describe.each(KNOWN)('documents of %s', (_name, { version, options, rules }) => {
  it('are asked for by options that it knows', () => {
    for (const { travel } of documentKinds(version)) expect(options).toContain(travel.exportOption(version));
  });

  it('are imported by rules that it knows', () => {
    for (const { name, travel } of documentKinds(version)) {
      for (const [rule, settings] of [
        ...Object.entries(travel.rules(version)),
        ...Object.entries(SECOND_PASS_RULES),
      ]) {
        for (const setting of Object.keys(settings)) {
          expect(rules[rule] ?? '', `${name}: ${rule}.${setting}`).toContain(
            LETTERS[setting as keyof typeof LETTERS],
          );
        }
      }
    }
  });

  it('make what is inside templates and hosts exactly as they say', () => {
    for (const kind of ['templates', 'hosts']) {
      const given = (kindNamed(kind) as DocumentKind).travel.rules(version);
      const exact = { createMissing: true, updateExisting: true, deleteMissing: true };
      const screens = version === V50 ? 'templateScreens' : 'templateDashboards';
      expect(given).toEqual({
        // What stands in the object itself is written by X.update: an import would blank secret macros.
        [kind]: { createMissing: true, updateExisting: false },
        ...Object.fromEntries(Object.keys(INSIDE).map((rule) => [rule, exact])),
        // An import that unlinks writes the object itself on the way.
        templateLinkage: { createMissing: true },
        ...(version === V50
          ? { applications: { createMissing: true, deleteMissing: true } }
          : { valueMaps: exact }),
        ...(kind === 'templates' ? { [screens]: exact } : {}),
      });
    }
  });

  it('hold elements whose keys are those of X.get', () => {
    const { objects } = estate(version);
    for (const kind of documentKinds(version)) {
      for (const [key, { content }] of objects.get(kind.name) ?? []) {
        expect(kind.key?.(content), kind.name).toBe(key);
        const [field = ''] = kind.lookup.output(version);
        expect(kind.lookup.key({ [field]: key }, version)).toBe(key);
        expect(kind.lookup.filter?.([key], version)).toEqual({ [field]: [key] });
      }
    }
  });
});

describe('documents', () => {
  it.each([
    ['5.0', ['groups', 'value_maps', 'media_types', 'templates', 'hosts']],
    ['6.0', ['groups', 'media_types', 'templates', 'hosts']],
    ['7.0', ['host_groups', 'template_groups', 'media_types', 'templates', 'hosts']],
  ])('of %s have the lists %j', (name, lists) => {
    const version = VERSIONS.find(([series]) => series === name)?.[1] ?? V70;
    expect(documentKinds(version).map(({ travel }) => travel.element(version))).toEqual(lists);
  });

  it('hold only hosts and groups that people made', () => {
    for (const name of ['hosts', 'hostgroups']) {
      expect((kindNamed(name) as DocumentKind).travel.where).toEqual({ filter: { flags: 0 } });
    }
  });

  it('have no place for the encryption of a host from 5.4 on', () => {
    const { travel } = kindNamed('hosts') as DocumentKind;
    expect(travel.supplement?.(V50)).toEqual([]);
    for (const version of [V60, V70]) {
      expect(travel.supplement?.(version)).toEqual([
        'tls_connect',
        'tls_accept',
        'tls_issuer',
        'tls_subject',
      ]);
    }
  });

  it('take credentials under their names in an export', () => {
    expect((kindNamed('hosts') as DocumentKind).travel.credentials).toEqual({
      ipmi_password: 'ipmi_password',
    });
    expect((kindNamed('mediatypes') as DocumentKind).travel.credentials).toEqual({ passwd: 'password' });
  });
});
