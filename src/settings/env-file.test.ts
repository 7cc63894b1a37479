import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { parseEnvFile, readEnvFile } from './env-file.ts';

function parse(text: string): Record<string, string> {
  return Object.fromEntries(parseEnvFile(text, 'test.env'));
}

describe('parseEnvFile', () => {
  it.each([
    ['ZBX_API_USER=Admin', 'Admin'],
    ['export ZBX_API_USER=Admin', 'Admin'],
    ['  export   ZBX_API_USER=Admin  ', 'Admin'],
    ['ZBX_API_USER = "Admin"', 'Admin'],
    ["ZBX_API_USER = 'Admin'", 'Admin'],
    ['ZBX_API_USER = "Admin"  # who', 'Admin'],
    ['ZBX_API_USER=Admin # who', 'Admin'],
    ['ZBX_API_USER=Ad#min', 'Ad#min'],
    ['ZBX_API_USER=', ''],
    ['ZBX_API_USER=""', ''],
    ['ZBX_API_USER= # nobody', ''],
    ['ZBX_API_USER = 800', '800'],
    ['ZBX_API_USER = False', 'False'],
    ['ZBX_API_USER = None', ''],
    ['ZBX_API_USER=None', 'None'],
    ['ZBX_API_USER = r"a\\nb"', 'a\\nb'],
    ['ZBX_API_USER = u"Žofie"', 'Žofie'],
    ['ZBX_API_USER="a b"', 'a b'],
    ['ZBX_API_USER=a b', 'a b'],
    ["ZBX_API_USER='a\\b'", 'a\\b'],
    ['ZBX_API_USER="a\\"b\\\\c\\$d\\ne"', 'a"b\\c$d\\ne'],
    ['ZBX_API_USER = "a\\"b\\\\c\\$d\\ne"', 'a"b\\c\\$d\ne'],
    ["ZBX_API_USER = 'it\\'s \\x41\\u017d\\U0001f600'", "it's AŽ😀"],
    ['ZBX_API_USER=$HOME', '$HOME'],
    ['ZBX_API_USER=first\nZBX_API_USER=last', 'last'],
  ])('reads %s', (text, value) => {
    expect(parse(text)).toEqual({ ZBX_API_USER: value });
  });

  it('reads a docker_env.py', () => {
    const text = [
      '\uFEFF# settings of the container tool',
      'import os',
      'from os import path',
      '',
      'DOCKER_HOST = "tcp://127.0.0.1:2376"',
      'DOCKER_CLIENT_TIMEOUT = 800',
      "DOCKER_TLS_VERIFY = '1'",
      '',
    ].join('\r\n');
    expect(parse(text)).toEqual({
      DOCKER_HOST: 'tcp://127.0.0.1:2376',
      DOCKER_CLIENT_TIMEOUT: '800',
      DOCKER_TLS_VERIFY: '1',
    });
  });

  it.each([
    'just words',
    '1NAME=x',
    'A="open',
    "A='a' 'b'",
    'A="a"b',
    'A = os.getenv("B")',
    'A = ["a"]',
    'A-B=x',
  ])('refuses %s, by its number and not by its text', (line) => {
    const secret = 'PASSWORD=hidden-in-here';
    try {
      parse(`${secret}\n\n${line}`);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).message).toBe('Line 3 of the environment file test.env cannot be read');
      expect(JSON.stringify(error)).not.toContain('hidden');
    }
  });

  it('gives back every text that was quoted as a shell quotes it', () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !/[\r\n]/u.test(value));
    fc.assert(
      fc.property(text, (value) => {
        const double = `A="${value.replace(/[\\"$`]/gu, '\\$&')}"`;
        expect(parse(double)).toEqual({ A: value });
        fc.pre(!value.includes("'"));
        expect(parse(`export A='${value}' # comment`)).toEqual({ A: value });
      }),
    );
  });

  it('gives back every text that was quoted as Python quotes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('"', "'"), (value, quote) => {
        const quoted = value
          .replaceAll('\\', '\\\\')
          .replaceAll(quote, `\\${quote}`)
          .replaceAll('\n', '\\n')
          .replaceAll('\r', '\\r');
        expect(parse(`A = ${quote}${quoted}${quote}`)).toEqual({ A: value });
      }),
    );
  });

  it('reads any text or refuses it with InputError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

describe('readEnvFile', () => {
  it('says which file cannot be read, and why', async () => {
    await expect(readEnvFile('/nonexistent/settings.env')).rejects.toMatchObject({
      exitCode: 2,
      message: 'The environment file /nonexistent/settings.env cannot be read',
      why: 'there is no such file',
    });
    await expect(readEnvFile('/')).rejects.toMatchObject({ why: 'it is a folder' });
  });
});
