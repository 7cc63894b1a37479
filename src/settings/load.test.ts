import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { scrub } from '../terminal/secrets.ts';
import { parseEnvFile } from './env-file.ts';
import { loadSettings } from './load.ts';
import { assertGiven, assertUsable, requiredConfigDir } from './required.ts';
import { VARIABLE_NAMES, type VariableName } from './variables.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('loadSettings', () => {
  it('has defaults where nothing is given', async () => {
    const settings = await loadSettings({}, { XDG_STATE_HOME: '/var/state' });
    expect(settings.apiHost).toEqual({ value: undefined, origin: 'default', name: 'ZBX_API_HOST' });
    expect(settings.tlsVerify).toEqual({ value: true, origin: 'default', name: 'ZBX_TLS_VERIFY' });
    expect(settings.forceTemplates.value).toBe(false);
    expect(settings.stateDir).toMatchObject({ value: '/var/state/concierge-scheduler', origin: 'default' });
    expect(settings.problems).toEqual([]);
  });

  it('ignores a relative XDG_STATE_HOME', async () => {
    const { stateDir } = await loadSettings({}, { XDG_STATE_HOME: 'state' });
    expect(stateDir.value).toMatch(/^\/.*\/\.local\/state\/concierge-scheduler$/u);
  });

  it('lets a flag beat the environment, and the environment the file', async () => {
    const place = fc.option(fc.constantFrom('/a', '/b', '/c'), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(place, place, place, async (flag, environment, file) => {
        const settings = await loadSettings(
          flag === undefined ? {} : { ZBX_CONFIG_DIR: flag },
          { ZBX_CONFIG_DIR: environment },
          new Map(file === undefined ? [] : [['ZBX_CONFIG_DIR', file]]),
        );
        expect(settings.configDir.value).toBe(flag ?? environment ?? file);
        expect(settings.configDir.origin).toBe(
          flag !== undefined
            ? 'flag'
            : environment !== undefined
              ? 'environment'
              : file !== undefined
                ? 'env file'
                : 'default',
        );
      }),
    );
  });

  it('takes an empty text as "none", which hides what stands below', async () => {
    const file = new Map([
      ['ZBX_FORCE_TEMPLATES', 'true'],
      ['ZBX_API_TOKEN', 'of-the-file'],
    ]);
    const settings = await loadSettings({}, { ZBX_FORCE_TEMPLATES: '', ZBX_API_TOKEN: '' }, file);
    expect(settings.forceTemplates).toEqual({
      value: false,
      origin: 'environment',
      name: 'ZBX_FORCE_TEMPLATES',
    });
    expect(settings.apiToken.value).toBeUndefined();
  });

  it('reads the older names, the newer first within one place', async () => {
    const both = await loadSettings({}, { ZBX_API_USER: 'new', ZBX_USER: 'old', ZBX_PASS: 'old-password' });
    expect(both.apiUser).toEqual({ value: 'new', origin: 'environment', name: 'ZBX_API_USER' });
    expect(both.apiPassword).toEqual({ value: 'old-password', origin: 'environment', name: 'ZBX_PASS' });
    const across = await loadSettings({}, { ZBX_USER: 'old' }, new Map([['ZBX_API_USER', 'new']]));
    expect(across.apiUser).toMatchObject({ value: 'old', name: 'ZBX_USER' });
    const empty = await loadSettings({}, { ZBX_API_USER: '', ZBX_USER: 'old' });
    expect(empty.apiUser.value).toBe('old');
    const proxy = await loadSettings({}, { https_proxy: 'proxy.example:3128' });
    expect(proxy.httpsProxy).toMatchObject({ value: 'http://proxy.example:3128', name: 'https_proxy' });
  });

  it.each([
    [undefined, false],
    ['', false],
    ['false', false],
    ['False', false],
    ['FALSE', false],
    [' false ', false],
    ['true', true],
    ['0', true],
    ['no', true],
    ['off', true],
  ])('takes ZBX_FORCE_TEMPLATES=%s as %s', async (text, on) => {
    const settings = await loadSettings({}, { ZBX_FORCE_TEMPLATES: text });
    expect(settings.forceTemplates.value).toBe(on);
  });

  it('says how ZBX_FORCE_TEMPLATES was written, which may be another word for off', async () => {
    const settings = await loadSettings({}, { ZBX_FORCE_TEMPLATES: 'no' });
    expect(settings.forceTemplates).toEqual({
      value: true,
      origin: 'environment',
      name: 'ZBX_FORCE_TEMPLATES',
      word: 'no',
    });
  });

  it.each([
    [undefined, false],
    ['', false],
    ['0', false],
    ['False', false],
    ['1', true],
    ['no', true],
    ['tcp', true],
  ])('takes DOCKER_TLS_VERIFY=%s as %s', async (text, on) => {
    const settings = await loadSettings({}, { DOCKER_TLS_VERIFY: text });
    expect(settings.dockerTlsVerify.value).toBe(on);
  });

  describe('ZBX_TLS_VERIFY', () => {
    const words: (readonly [string | undefined, boolean])[] = [
      [undefined, true],
      ['', true],
      [' ', true],
      ...['true', 'yes', 'on', '1', 'True', 'YES', ' on '].map((word) => [word, true] as const),
      ...['false', 'no', 'off', '0', 'False', 'NO', ' off '].map((word) => [word, false] as const),
    ];
    it.each(words)('is, as %j, %s', async (text, value) => {
      const settings = await loadSettings({}, { ZBX_TLS_VERIFY: text });
      expect(settings.tlsVerify.value).toBe(value);
      expect(settings.problems).toEqual([]);
      const file = parseEnvFile(`ZBX_TLS_VERIFY = "${text ?? ''}"`, 'test.env');
      expect((await loadSettings({}, {}, file)).tlsVerify.value).toBe(value);
    });

    it.each(['nope', 'flase', '2', 'none', 'tru e', '"false"'])('is refused as %j', async (text) => {
      for (const settings of [
        await loadSettings({}, { ZBX_TLS_VERIFY: text }),
        await loadSettings({}, {}, new Map([['ZBX_TLS_VERIFY', text]])),
      ]) {
        expect(settings.tlsVerify.value).toBe(true);
        expect(() => assertUsable(settings, ['ZBX_TLS_VERIFY'])).toThrow(
          expect.objectContaining({
            message: 'ZBX_TLS_VERIFY cannot be used',
            why: expect.stringContaining(
              `${JSON.stringify(text)} is none of true, yes, on, 1 and false, no, off, 0`,
            ),
          }),
        );
      }
    });
  });

  it('reads a bare False and None of a docker_env.py', async () => {
    const file = parseEnvFile('ZBX_TLS_VERIFY = False\nDOCKER_TLS_VERIFY = None', 'docker_env.py');
    const settings = await loadSettings({}, {}, file);
    expect(settings.tlsVerify).toMatchObject({ value: false, origin: 'env file' });
    expect(settings.dockerTlsVerify.value).toBe(false);
  });

  it.each([
    'zabbix.example.com',
    'http://h:8080/zabbix',
    'https://h/zabbix/api_jsonrpc.php',
    '[::1]:8080',
    '192.0.2.1',
  ])('takes %s as the address', async (host) => {
    const settings = await loadSettings({}, { ZBX_API_HOST: ` ${host} ` });
    expect(settings.apiHost.value).toBe(host);
    expect(settings.problems).toEqual([]);
  });

  it.each(['ftp://h', 'http://', 'two words', 'https://user:secret-word@h', 'http://h:port'])(
    'finds fault with the address %s',
    async (host) => {
      const settings = await loadSettings({}, { ZBX_API_HOST: host });
      expect(settings.apiHost.value).toBeUndefined();
      expect(settings.problems).toMatchObject([{ variable: 'ZBX_API_HOST', origin: 'environment' }]);
      expect(settings.problems[0]?.message).not.toContain('secret-word');
    },
  );

  it('makes paths absolute and finds fault with NUL', async () => {
    const settings = await loadSettings({ ZBX_CONFIG_DIR: 'backup' }, { CONCIERGE_STATE_DIR: 'a\0b' });
    expect(settings.configDir.value).toBe(resolve('backup'));
    expect(settings.problems).toMatchObject([{ variable: 'CONCIERGE_STATE_DIR' }]);
  });

  it('finds fault with a token that was pasted with something else', async () => {
    const good = await loadSettings({}, { ZBX_API_TOKEN: ' 0123456789abcdef\n' });
    expect(good.apiToken.value).toBe('0123456789abcdef');
    const bad = await loadSettings({}, { ZBX_API_TOKEN: 'two words-of-a-token' });
    expect(bad.problems).toMatchObject([{ variable: 'ZBX_API_TOKEN' }]);
    expect(JSON.stringify(bad.problems)).not.toContain('two words');
  });

  it('finds fault with a CA file that is not there', async () => {
    const settings = await loadSettings({}, { ZBX_CA_FILE: join(folder, 'no.pem') });
    expect(settings.problems).toMatchObject([{ variable: 'ZBX_CA_FILE' }]);
    expect(settings.problems[0]?.message).toContain('there is no such file');
  });

  it('never throws, whatever the environment holds', async () => {
    const text = fc.option(fc.string({ unit: 'binary' }), { nil: undefined });
    const environment = fc.record(
      Object.fromEntries(VARIABLE_NAMES.map((name) => [name, text])) as Record<VariableName, typeof text>,
    );
    await fc.assert(
      fc.asyncProperty(environment, async (given) => {
        const settings = await loadSettings({}, given);
        for (const { variable, message, remedy } of settings.problems) {
          expect(VARIABLE_NAMES).toContain(variable);
          expect(message && remedy).toBeTruthy();
        }
      }),
      { numRuns: 20 },
    );
    // Random secrets are registered by the hundred, which on a busy machine takes longer than the usual 5 s.
  }, 60_000);
});

describe('the password', () => {
  it('is read from the file that its absolute path names, less one line end', async () => {
    const file = join(folder, 'password');
    await writeFile(file, 'from-a-file \n\n');
    const settings = await loadSettings({}, { ZBX_API_PASS: file });
    expect(settings.apiPassword).toEqual({
      value: 'from-a-file \n',
      origin: 'environment',
      name: 'ZBX_API_PASS',
      file,
    });
    await writeFile(file, 'windows-file\r\n');
    expect((await loadSettings({}, { ZBX_API_PASS: file })).apiPassword.value).toBe('windows-file');
  });

  it('may look like a relative path', async () => {
    const settings = await loadSettings({}, { ZBX_API_PASS: 'pass/word' });
    expect(settings.apiPassword.value).toBe('pass/word');
  });

  it('is not guessed at where it begins with a slash and names no file, and not shown', async () => {
    const settings = await loadSettings({}, { ZBX_API_PASS: '/may-be-a-password' });
    expect(settings.apiPassword.value).toBeUndefined();
    expect(settings.problems).toMatchObject([{ variable: 'ZBX_API_PASS', name: 'ZBX_API_PASS' }]);
    expect(settings.problems[0]?.message).toContain('there is no such file');
    expect(settings.problems[0]?.remedy).toContain('write it to a file');
    expect(JSON.stringify(settings.problems)).not.toContain('may-be');
  });

  it('cannot be an empty file or a folder', async () => {
    const file = join(folder, 'empty');
    await writeFile(file, '\n');
    expect((await loadSettings({}, { ZBX_API_PASS: file })).problems[0]?.message).toContain('is empty');
    expect((await loadSettings({}, { ZBX_API_PASS: folder })).problems[0]?.message).toContain(
      'it is a folder',
    );
  });

  it('is scrubbed from messages from then on, and so are the token and the password of a proxy', async () => {
    const file = join(folder, 'scrubbed');
    await writeFile(file, 'word-in-a-file\n');
    await loadSettings(
      {},
      {
        ZBX_API_PASS: file,
        ZBX_API_TOKEN: 'f00dfeed0123',
        HTTPS_PROXY: 'http://me:proxy%20word@proxy.example:3128',
      },
    );
    expect(scrub('word-in-a-file f00dfeed0123 http://me:proxy%20word@proxy proxy word')).toBe(
      '*** *** http://me:***@proxy ***',
    );
    expect(scrub(file)).toBe(file);
  });
});

describe('assertUsable', () => {
  it('ends a command only for variables that it reads', async () => {
    const settings = await loadSettings({}, { ZBX_API_HOST: 'ftp://h', ZBX_API_PASS: '/nowhere' });
    expect(() => assertUsable(settings, ['ZBX_CONFIG_DIR'])).not.toThrow();
    expect(() => assertUsable(settings, ['ZBX_API_HOST'])).toThrow('ZBX_API_HOST cannot be used');
    try {
      assertUsable(settings, VARIABLE_NAMES);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).why?.split('\n')).toHaveLength(2);
    }
  });
});

describe('STORAGE_ENCRYPT_TO', () => {
  it('that holds a secret key by mistake is not shown', async () => {
    const key = `AGE-SECRET-KEY-1${'QPZRY9X8'.repeat(7)}QQ`;
    await loadSettings({}, { STORAGE_ENCRYPT_TO: `age1abc ${key}` });
    // Other tests have secrets of their own: only this one is looked at.
    const said = scrub(`STORAGE_ENCRYPT_TO is age1abc ${key}`);
    expect(said).toMatch(/age1abc \*\*\*$/u);
    expect(said).not.toContain(key);
  });
});

describe('assertGiven', () => {
  it('names everything at once that the command needs and nobody gave', async () => {
    const nothing = await loadSettings({}, {});
    try {
      assertGiven(nothing, VARIABLE_NAMES);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      const { message, why, remedy } = error as InputError;
      expect(message).toBe('Settings are missing');
      for (const name of [
        'ZBX_CONFIG_DIR',
        'ZBX_API_HOST',
        'ZBX_API_USER',
        'ZBX_API_PASS',
        'ZBX_API_TOKEN',
      ]) {
        expect(why).toContain(name);
        expect(remedy).toContain(name);
      }
      expect(remedy).toContain('doctor');
    }
    expect(() => assertGiven(nothing, ['ZBX_TLS_VERIFY', 'NO_PROXY'])).not.toThrow();
  });

  it('says one thing plainly', async () => {
    const settings = await loadSettings({}, { ZBX_API_HOST: 'h', ZBX_API_TOKEN: 'a-token' });
    expect(() => assertGiven(settings, VARIABLE_NAMES)).toThrow('The folder of the backup is not known');
    const empty = await loadSettings({ ZBX_CONFIG_DIR: '' }, { ZBX_API_HOST: '', ZBX_API_USER: 'u' });
    expect(() => assertGiven(empty, ['ZBX_CONFIG_DIR'])).toThrow(
      expect.objectContaining({ why: '--config-dir is given as the empty text, which stands for none' }),
    );
    expect(() => assertGiven(empty, ['ZBX_API_HOST'])).toThrow(
      expect.objectContaining({ why: 'ZBX_API_HOST is given as the empty text, which stands for none' }),
    );
    const login = await loadSettings({ ZBX_CONFIG_DIR: '/b' }, { ZBX_API_HOST: 'h', ZBX_API_USER: 'u' });
    expect(() => assertGiven(login, VARIABLE_NAMES)).toThrow('There is nothing to log in to Zabbix with');
  });
});

describe('requiredConfigDir', () => {
  it('says what to do where there is none', async () => {
    const settings = await loadSettings({}, {});
    expect(() => requiredConfigDir(settings)).toThrow(InputError);
    expect(requiredConfigDir(await loadSettings({ ZBX_CONFIG_DIR: '/b' }, {}))).toBe('/b');
  });
});
