import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scrub } from '../../terminal/secrets.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import { makePlan } from '../plan.ts';
import { configurationWith, objectOf, V70, VERSIONS } from '../testing/builders.ts';
import { refuseHalves, secretsIn, setsSecretsOnly, withSecrets } from './fill.ts';
import { placeKey, placeName, type SecretPlace, secretPlaces } from './places.ts';
import { resolveSecrets } from './resolve.ts';
import { readSecretsFile } from './secrets-file.ts';

const PSK = { tls_connect: '2', tls_accept: '2', tls_issuer: '', tls_subject: '' };
const SECRET = { macro: '{$PASSWORD}', type: 'SECRET_TEXT' };

const ESTATE = configurationWith([
  objectOf('users', 'jane', { username: 'jane' }),
  objectOf('users', 'guest', { username: 'guest' }),
  objectOf('users', 'of.directory', { username: 'of.directory', provisioned: '1' }),
  objectOf('macros', '{$GLOBAL}', { macro: '{$GLOBAL}', type: 'SECRET_TEXT' }),
  objectOf('macros', '{$PLAIN}', { macro: '{$PLAIN}', type: 'TEXT', value: '1' }),
  objectOf('autoregistration', 'global', { tls_accept: '3' }),
  objectOf('proxies', 'keyed', { name: 'keyed', ...PSK }),
  objectOf('proxies', 'plain', { name: 'plain', tls_connect: '1', tls_accept: '1' }),
  objectOf('templates', 'base', {
    template: 'base',
    macros: [SECRET, { macro: '{$TYPED}', type: 'SECRET_TEXT', value: 'typed in' }],
    discovery_rules: [{ key: 'vms', host_prototypes: [{ host: '{#VM}', macros: [SECRET] }] }],
  }),
  objectOf('hosts', 'web', { host: 'web', macros: [{ macro: '{$A}', value: 'a' }] }, PSK),
  objectOf('hosts', 'silent', { host: 'silent' }),
  objectOf('discoveredhosts', 'found', { host: 'found', description: 'd', macros: [SECRET] }),
]);

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

function key(kind: string, name: string, ...path: string[]): string {
  return placeKey(kind, name, path);
}

describe('the places of secrets', () => {
  it('are what the descriptors declare, and the secret macros inside', () => {
    const places = secretPlaces(ESTATE);
    expect(
      places
        .filter(({ blank }) => blank)
        .map(placeName)
        .sort(),
    ).toEqual([
      'autoregistration: global: tls_psk',
      'autoregistration: global: tls_psk_identity',
      'discoveredhosts: found: macros: {$PASSWORD}',
      'hosts: web: tls_psk',
      'hosts: web: tls_psk_identity',
      'macros: {$GLOBAL}: value',
      'proxies: keyed: tls_psk',
      'proxies: keyed: tls_psk_identity',
      'templates: base: host_prototypes: vms: {#VM}: {$PASSWORD}',
      'templates: base: macros: {$PASSWORD}',
      'users: jane: passwd',
    ]);
    expect(places.filter(({ blank }) => !blank).map(placeName)).toEqual([
      'templates: base: macros: {$TYPED}',
    ]);
  });

  it('are declared for every kind that makes something up where it is missing', () => {
    for (const [, version] of VERSIONS) {
      for (const { name, travel, secrets } of kindsInOrder(version)) {
        if (travel.by === 'object' && travel.closed) expect(secrets, name).not.toBeUndefined();
      }
    }
  });
});

describe('a configuration with secrets', () => {
  const values = new Map([
    [key('users', 'jane', 'passwd'), 'of jane'],
    [key('hosts', 'web', 'tls_psk_identity'), 'identity'],
    [key('hosts', 'web', 'tls_psk'), 'ab'.repeat(16)],
    [key('templates', 'base', 'host_prototypes', 'vms', '{#VM}', '{$PASSWORD}'), ''],
    [key('discoveredhosts', 'found', 'macros', '{$PASSWORD}'), 'found'],
  ]);
  const filled = withSecrets(ESTATE, values);

  it('has them where they belong, and the one that was given is as it was', () => {
    const of = (kind: string, name: string): ConfigurationObject | undefined =>
      filled.configuration.objects.get(kind)?.get(name);
    expect(of('users', 'jane')?.content.passwd).toBe('of jane');
    expect(of('hosts', 'web')?.supplement).toEqual({
      ...PSK,
      tls_psk_identity: 'identity',
      tls_psk: 'ab'.repeat(16),
    });
    expect(of('templates', 'base')?.content).toMatchObject({
      macros: [SECRET, { value: 'typed in' }],
      discovery_rules: [{ host_prototypes: [{ macros: [{ ...SECRET, value: '' }] }] }],
    });
    expect(of('proxies', 'keyed')).toBe(ESTATE.objects.get('proxies')?.get('keyed'));
    expect(secretPlaces(ESTATE).filter(({ blank }) => blank)).toHaveLength(11);
  });

  it('differs from a live one in them alone', () => {
    const plan = makePlan(filled.configuration, ESTATE, {
      kinds: kindsInOrder(V70),
      version: V70,
      keepItems: false,
      setSecrets: true,
    });
    const written = plan.changes.flatMap((change) => secretsIn(change, filled).map(placeName));
    // The macro that somebody typed into the backup is on the live side as well here, so it is the same.
    expect(written.sort()).toEqual([
      'discoveredhosts: found: macros: {$PASSWORD}',
      'hosts: web: tls_psk',
      'hosts: web: tls_psk_identity',
      'templates: base: host_prototypes: vms: {#VM}: {$PASSWORD}',
      'users: jane: passwd',
    ]);
    expect(plan.changes.filter((change) => !setsSecretsOnly(change, filled))).toEqual([]);
    const [first] = plan.changes;
    if (first?.type !== 'update') throw new Error('no update');
    const more = {
      ...first,
      differences: [...first.differences, { path: ['name'], live: 'a', desired: 'b' }],
    };
    expect(setsSecretsOnly(more, filled)).toBe(false);
    expect(setsSecretsOnly({ ...first, liveKey: 'other' }, filled)).toBe(false);
  });

  it('is refused half a key', () => {
    const places = secretPlaces(ESTATE);
    refuseHalves(places, values);
    expect(() => refuseHalves(places, new Map([[key('proxies', 'keyed', 'tls_psk'), 'ab']]))).toThrow(
      expect.objectContaining({ exitCode: 2, why: 'proxies: keyed: tls_psk without tls_psk_identity' }),
    );
  });
});

describe('a secrets file', () => {
  const places = secretPlaces(ESTATE);
  const blanks = places.filter(({ blank }) => blank);

  it('that is begun has every blank, and nothing in it counts', () => {
    const text = readSecretsFile(undefined, 'new', places).with(blanks.map((place) => ({ place })));
    expect(text).toContain('\nusers:\n  jane:\n    passwd:\n');
    expect(text).toContain(
      '\n    host_prototypes:\n      vms:\n        "{#VM}":\n          "{$PASSWORD}":\n',
    );
    expect(readSecretsFile(text, 'again', places)).toMatchObject({ sources: new Map(), unknown: [] });
  });

  it('gives back any text that was put into it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: blanks.length }), (texts) => {
        const additions = blanks.map((place, index) => ({ place, value: texts[index] ?? '' }));
        const text = readSecretsFile(undefined, 'new', places).with(additions);
        const { sources, unknown } = readSecretsFile(text, 'again', places);
        expect(unknown).toEqual([]);
        for (const { place, value } of additions) {
          const source = sources.get(placeKey(place.kind, place.key, place.path));
          expect(source).toEqual(value === '' && !place.mayBeEmpty ? undefined : { text: value });
        }
      }),
      { numRuns: 50 },
    );
  });

  it('that is completed keeps comments and what was filled in', () => {
    const mine =
      '# mine\nusers:\n  jane:\n    passwd: 0123 # of the safe\nhosts:\n  web: { tls_psk: , other: x }\n';
    const file = readSecretsFile(mine, 'mine', places);
    expect([...file.sources]).toEqual([[key('users', 'jane', 'passwd'), { text: '0123' }]]);
    expect(file.unknown).toEqual([['hosts', 'web', 'other']]);
    const text = file.with(blanks.map((place) => ({ place, value: 'new' })));
    expect(text).toContain('# mine\nusers:\n  jane:\n    passwd: 0123 # of the safe\n');
    const again = readSecretsFile(text, 'again', places);
    expect(again.sources.size).toBe(blanks.length);
    expect(again.sources.get(key('users', 'jane', 'passwd'))).toEqual({ text: '0123' });
    expect(again.sources.get(key('hosts', 'web', 'tls_psk'))).toEqual({ text: 'new' });
  });

  it.each([
    ['a new one', undefined],
    ['nothing', ''],
    ['comments only', '# mine\n'],
    ['nothing where the kinds belong', '# mine\n---\n# below\n'],
    ['nothing, written as null', '~ # mine\n'],
  ])('of which nothing is filled yet may lack nothing, or get its first entry: %s', (_, content) => {
    const none = readSecretsFile(content, 'mine', []).with([]);
    expect(readSecretsFile(none, 'again', places).sources.size).toBe(0);
    const text = readSecretsFile(content, 'mine', places).with([
      { place: blanks[0] as SecretPlace, value: 'new' },
    ]);
    expect([...readSecretsFile(text, 'again', places).sources.values()]).toEqual([{ text: 'new' }]);
    for (const [comment] of (content ?? 'Secrets of').matchAll(/Secrets of|mine|below/gu)) {
      expect(none).toContain(comment);
      expect(text).toContain(comment);
    }
  });

  it('names variables and files, repeats with an alias, and leaves blanks in several ways', () => {
    const { sources, unknown } = readSecretsFile(
      `users: { jane: { passwd: { env: JANE } }, nobody: { passwd: { file: x } } }
macros: { "{$GLOBAL}": { value: "" } }
proxies: { keyed: { tls_psk_identity: ~, tls_psk: "" } }
hosts:
  web:
    tls_psk_identity: &one { file: identity.txt }
    tls_psk: *one
templates: { gone: }
`,
      'file',
      places,
    );
    expect([...sources]).toEqual([
      [key('users', 'jane', 'passwd'), { env: 'JANE' }],
      [key('macros', '{$GLOBAL}', 'value'), { text: '' }],
      [key('hosts', 'web', 'tls_psk_identity'), { file: 'identity.txt' }],
      [key('hosts', 'web', 'tls_psk'), { file: 'identity.txt' }],
    ]);
    expect(unknown).toEqual([['users', 'nobody', 'passwd']]);
  });

  it.each([
    ['users:\n  jane:\n    passwd: a: hidden', 'it is no YAML: BLOCK_AS_IMPLICIT_KEY at line 3, column 13'],
    [
      'users:\n  jane:\n    passwd: hidden\n    passwd: hidden2',
      'it is no YAML: DUPLICATE_KEY at line 4, column 5',
    ],
    ['hidden', 'it does not hold kinds, and names below them'],
    ['users:\n  jane:\n    passwd: [hidden]', 'the entry "users: jane: passwd" is neither'],
    ['users:\n  jane:\n    passwd: { vault: hidden }', 'the entry "users: jane: passwd" is neither'],
    ['users:\n  jane:\n    passwd: { env: }', 'the entry "users: jane: passwd" is neither'],
    ['users:\n  nobody:\n    - hidden', 'the entry "users: nobody" is neither'],
  ])('is refused without a word of it: %j', (text, why) => {
    const read = (): unknown => readSecretsFile(text, 'file.yaml', places);
    const error = thrownBy(read);
    expect(error).toMatchObject({ exitCode: 2, why: expect.stringContaining(why) });
    expect(JSON.stringify(error)).not.toContain('hidden');
  });

  it('gets its values from the environment and from files beside it, all of them secret', () => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'key.txt'), 'from a file\n\n');
    const sources = new Map([
      [key('users', 'jane', 'passwd'), { env: 'JANE' }],
      [key('hosts', 'web', 'tls_psk'), { file: 'key.txt' }],
      [key('macros', '{$GLOBAL}', 'value'), { text: '1' }],
    ]);
    const values = resolveSecrets(sources, places, { folder, environment: { JANE: 'from outside' } });
    expect(new Set(values)).toEqual(
      new Set([
        [key('users', 'jane', 'passwd'), 'from outside'],
        [key('hosts', 'web', 'tls_psk'), 'from a file\n'],
        [key('macros', '{$GLOBAL}', 'value'), '1'],
      ]),
    );
    expect(scrub('1 from outside')).toBe('1 ***');
    sources.set(key('hosts', 'web', 'tls_psk'), { file: 'gone.txt' });
    expect(() => resolveSecrets(sources, places, { folder, environment: { JANE: '' } })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        why: 'hosts: web: tls_psk: the file gone.txt cannot be read (ENOENT); users: jane: passwd: what it names is empty',
      }),
    );
  });
});
