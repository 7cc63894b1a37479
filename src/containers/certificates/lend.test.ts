import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConciergeError, InputError } from '../../errors.ts';
import { removeLeftovers } from '../../temporary/leftovers.ts';
import type { Certificates } from './certificates.ts';
import { lend } from './lend.ts';
import { LOANS } from './loans.ts';

const run = promisify(execFile);
const CERTIFICATES: Certificates = { key: 'the key\n', ca: 'the CA\n', certificate: 'the certificate\n' };
const MODULE = new URL('lend.ts', import.meta.url).href;

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'lend-')));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function mode(path: string): string {
  return (lstatSync(path).mode & 0o7777).toString(8);
}

/** A process that lends, does what is said, and prints the folder. */
function lender(then: string): string[] {
  const body = `
    const { lend } = await import(${JSON.stringify(MODULE)});
    const loan = await lend(${JSON.stringify(CERTIFICATES)}, ${JSON.stringify(base)});
    process.stdout.write(loan.certPath + '\\n');
    ${then}`;
  return ['--input-type=module', '-e', body];
}

describe('a loan', () => {
  it('is three files of nobody else’s, and gone when it is given back', async () => {
    writeFileSync(join(base, 'key.pem'), 'of the person');
    const loan = await lend(CERTIFICATES, base);
    const name = loan.certPath.slice(base.length + 1);
    expect(readdirSync(base).sort()).toEqual([name, `${name}.lock`, 'key.pem']);
    expect(mode(loan.certPath)).toBe('700');
    expect(mode(`${loan.certPath}.lock`)).toBe('600');
    expect(readdirSync(loan.certPath).sort()).toEqual(['ca.pem', 'cert.pem', 'key.pem']);
    for (const file of readdirSync(loan.certPath)) expect(mode(join(loan.certPath, file))).toBe('600');
    expect(readFileSync(join(loan.certPath, 'key.pem'), 'utf8')).toBe(CERTIFICATES.key);
    expect(readFileSync(join(loan.certPath, 'ca.pem'), 'utf8')).toBe(CERTIFICATES.ca);
    expect(readFileSync(join(loan.certPath, 'cert.pem'), 'utf8')).toBe(CERTIFICATES.certificate);
    loan.giveBack();
    loan.giveBack();
    expect(readdirSync(base)).toEqual(['key.pem']);
    expect(readFileSync(join(base, 'key.pem'), 'utf8')).toBe('of the person');
  });

  it('is apart from another one, and outlives the other’s end and a sweep', async () => {
    const one = await lend(CERTIFICATES, base);
    const two = await lend({ ...CERTIFICATES, key: 'another\n' }, base);
    expect(one.certPath).not.toBe(two.certPath);
    expect(await removeLeftovers(base, LOANS)).toBe(0);
    one.giveBack();
    expect(await removeLeftovers(base, LOANS)).toBe(0);
    expect(readFileSync(join(two.certPath, 'key.pem'), 'utf8')).toBe('another\n');
    two.giveBack();
    expect(readdirSync(base)).toEqual([]);
  });

  it('makes the base folder where there is none, for its user only', async () => {
    const deep = join(base, 'a', 'b');
    const loan = await lend(CERTIFICATES, deep);
    expect(mode(deep)).toBe('700');
    loan.giveBack();
  });

  it('leaves nothing where it cannot be written as a whole', async () => {
    const unwritable = { ...CERTIFICATES, certificate: undefined as unknown as string };
    await expect(lend(unwritable, base)).rejects.toThrow(ConciergeError);
    expect(readdirSync(base)).toEqual([]);
  });

  it('ends with a process that ends without giving it back', async () => {
    for (const then of ['process.exit(3)', 'setTimeout(() => { throw new Error("x") })', '']) {
      await run(process.execPath, lender(then)).catch(() => {});
      expect(readdirSync(base), then).toEqual([]);
    }
  });
});

describe('the base folder', () => {
  it('may be reached over a link, which is followed once', async () => {
    const link = join(base, 'link');
    mkdirSync(join(base, 'real'));
    symlinkSync(join(base, 'real'), link);
    const loan = await lend(CERTIFICATES, link);
    expect(loan.certPath.startsWith(join(base, 'real'))).toBe(true);
    loan.giveBack();
  });

  it('is refused where everybody may write to it, save where the sticky bit is set', async () => {
    chmodSync(base, 0o777);
    await expect(lend(CERTIFICATES, base)).rejects.toThrow(InputError);
    await expect(lend(CERTIFICATES, base)).rejects.toMatchObject({
      why: expect.stringContaining('everybody on this machine may write to it'),
    });
    expect(readdirSync(base)).toEqual([]);
    chmodSync(base, 0o1777);
    const loan = await lend(CERTIFICATES, base);
    loan.giveBack();
  });

  it('is refused where it is a file', async () => {
    const file = join(base, 'file');
    writeFileSync(file, '');
    await expect(lend(CERTIFICATES, file)).rejects.toThrow(`Certificates cannot be kept in ${file}`);
  });
});

describe('leftovers', () => {
  it('of a process that was killed are removed, those of a living one are not', async () => {
    const killed = spawn(process.execPath, lender('setInterval(() => {}, 1000)'));
    const living = spawn(process.execPath, lender('setInterval(() => {}, 1000)'));
    const [left, kept] = await Promise.all(
      [killed, living].map(async (child) => String((await once(child.stdout, 'data'))[0]).trim()),
    );
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(existsSync(left ?? '')).toBe(true);
    expect(await removeLeftovers(base, LOANS)).toBe(1);
    expect(existsSync(left ?? '')).toBe(false);
    expect(readdirSync(kept ?? '')).toHaveLength(3);
    living.kill('SIGKILL');
    await once(living, 'exit');
    expect(await removeLeftovers(base, LOANS)).toBe(1);
    expect(readdirSync(base)).toEqual([]);
  });

  it('are found where a process died before it made the folder', async () => {
    writeFileSync(join(base, `concierge-certificates-${'0'.repeat(32)}.lock`), '');
    expect(await removeLeftovers(base, LOANS)).toBe(0);
    expect(readdirSync(base)).toEqual([]);
  });

  it('are not what only looks like them: links are neither followed nor removed', async () => {
    const elsewhere = join(base, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'precious'), '');
    const name = (digit: string): string => join(base, `concierge-certificates-${digit.repeat(32)}`);
    symlinkSync(join(elsewhere, 'precious'), `${name('1')}.lock`);
    symlinkSync(elsewhere, name('2'));
    writeFileSync(`${name('2')}.lock`, '');
    mkdirSync(join(base, 'concierge-certificates-of-mine'));
    expect(await removeLeftovers(base, LOANS)).toBe(0);
    expect(readdirSync(elsewhere)).toEqual(['precious']);
    expect(lstatSync(`${name('1')}.lock`).isSymbolicLink()).toBe(true);
    expect(lstatSync(name('2')).isSymbolicLink()).toBe(true);
    expect(existsSync(join(base, 'concierge-certificates-of-mine'))).toBe(true);
  });

  it('are not looked for in a folder that is not there, nor in one that all may write to', async () => {
    expect(await removeLeftovers(join(base, 'none'), LOANS)).toBe(0);
    expect(existsSync(join(base, 'none'))).toBe(false);
    writeFileSync(join(base, `concierge-certificates-${'0'.repeat(32)}.lock`), '');
    chmodSync(base, 0o777);
    expect(await removeLeftovers(base, LOANS)).toBe(0);
    expect(readdirSync(base)).toHaveLength(1);
  });

  it('are removed by one of many at once, without an error', async () => {
    const killed = spawn(process.execPath, lender('setInterval(() => {}, 1000)'));
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const sweeper = [
      '--input-type=module',
      '-e',
      `
      const { removeLeftovers } = await import(${JSON.stringify(new URL('../../temporary/leftovers.ts', import.meta.url).href)});
      process.stdout.write(String(await removeLeftovers(${JSON.stringify(base)}, ${JSON.stringify(LOANS)})));`,
    ];
    const counts = await Promise.all(
      Array.from({ length: 4 }, async () => Number((await run(process.execPath, sweeper)).stdout)),
    );
    expect(counts.reduce((sum, each) => sum + each)).toBe(1);
    expect(readdirSync(base)).toEqual([]);
  });
});
