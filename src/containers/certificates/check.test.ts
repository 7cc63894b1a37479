import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, type Issued, makeAuthority } from '../../../lab/authority.ts';
import type { CertificatePart, Certificates } from './certificates.ts';
import { checkCertificates } from './check.ts';
import { requireUsable } from './usable.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
let authority: Authority;
let other: Authority;
let client: Issued;
let good: Certificates;

beforeAll(async () => {
  [authority, other] = await Promise.all([makeAuthority(), makeAuthority('another')]);
  client = await authority.issue();
  good = { key: client.key, ca: authority.ca, certificate: client.certificate };
}, 60_000);
afterAll(async () => {
  await authority.remove();
  await other.remove();
});

function findings(changed: Partial<Certificates>, days = 0): string[] {
  const { findings: found } = checkCertificates({ ...good, ...changed }, Date.now() + days * DAY_MS);
  return found.map(({ part, level, message }) => `${level} ${part}: ${message}`);
}

describe('certificates', () => {
  it('that are good are found to be so, with the time of their end', () => {
    const { findings: found, validTo } = checkCertificates(good, Date.now());
    expect(found).toEqual([]);
    expect(Date.parse(validTo ?? '') - Date.now()).toBeGreaterThan(59 * DAY_MS);
  });

  it.each([
    [0, []],
    [45, []],
    [46.1, [/^warning certificate: it expires in 13 days, on \d{4}-/u]],
    [59.5, [/^warning certificate: it expires in less than a day, on/u]],
    [61, [/^wrong certificate: it expired on \d{4}-/u]],
    [-2, [/^wrong certificate: it is not valid before/u]],
    [91, [/^wrong ca: it expired on/u, /^wrong certificate: it expired on/u]],
  ])('are judged by the time: %s days from now', (days, expected) => {
    const found = findings({}, days);
    expect(found).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(found[index]).toMatch(pattern);
  });

  it('are refused where a text is missing, damaged or in the wrong place', () => {
    for (const part of ['key', 'ca', 'certificate'] as const) {
      expect(findings({ [part]: ' \r\n' })).toContain(`wrong ${part}: it is empty`);
      expect(findings({ [part]: 'see the wiki' })).toContain(
        `wrong ${part}: it holds no ${part === 'key' ? 'private key' : 'certificate'} in PEM`,
      );
      const lines = good[part].split('\n');
      const damaged = [lines[0], 'AAAA', ...lines.slice(2)].join('\n');
      expect(findings({ [part]: damaged })[0]).toMatch(new RegExp(`^wrong ${part}: it is damaged`, 'u'));
    }
    expect(findings({ key: good.certificate, certificate: good.key })).toEqual([
      'wrong key: it holds a certificate, where the private key belongs',
      'wrong certificate: it holds a private key, where the certificate belongs',
    ]);
  });

  it('are refused where the key is of another certificate', async () => {
    const { key } = await authority.issue();
    expect(findings({ key })).toEqual(['wrong key: it does not belong to the certificate']);
  });

  it.each(['pkcs8', 'traditional'] as const)('are refused where the key is encrypted: %s', async (form) => {
    const key = await client.encryptedKey(form);
    expect(key).toContain('ENCRYPTED');
    expect(findings({ key })[0]).toMatch(/^wrong key: the key is encrypted/u);
  });

  it('may have a key of 4096 bits, line ends of Windows, and words around', async () => {
    const { key, certificate } = await authority.issue({ rsaBits: 4096 });
    const crlf = (text: string): string => `a word\r\n${text.replaceAll('\n', '\r\n')}\r\nanother`;
    expect(findings({ key: crlf(key), certificate: crlf(certificate), ca: crlf(authority.ca) })).toEqual([]);
  });

  it('are hinted at where another authority signed them, and warned of where they are a server’s', async () => {
    expect(findings({ ca: other.ca })).toEqual([
      expect.stringMatching(/^hint certificate: the CA beside it/u),
    ]);
    expect(findings({ ca: other.ca + authority.ca })).toEqual([]);
    const { key, certificate } = await authority.issue({ for: 'server' });
    expect(findings({ key, certificate })).toEqual([
      expect.stringMatching(/^warning certificate: it is not made for clients/u),
    ]);
  });
});

describe('requireUsable', () => {
  const places: Record<CertificatePart, string> = { key: 'K', ca: 'A', certificate: 'C' };
  function judge(certificates: Certificates, now = Date.now()): { why: string; warnings: string[] } {
    const warnings: string[] = [];
    try {
      requireUsable(certificates, {
        title: 'They',
        places,
        remedy: 'R',
        exitCode: 1,
        now,
        onWarning: (message) => warnings.push(message),
      });
      return { why: '', warnings };
    } catch (error) {
      return { why: (error as { why: string }).why, warnings };
    }
  }

  it('names every place where something is wrong, and nothing of what stands there', () => {
    const key = 'secret but no key';
    const { why } = judge({ ...good, key, ca: '' });
    expect(why).toBe('K, the private key: it holds no private key in PEM\nA, the CA: it is empty');
  });

  it('warns and goes on where they can be used for now', () => {
    expect(judge(good)).toEqual({ why: '', warnings: [] });
    const { why, warnings } = judge(good, Date.now() + 50 * DAY_MS);
    expect(why).toBe('');
    expect(warnings).toEqual([expect.stringMatching(/^C, the certificate: it expires in 9 days/u)]);
  });
});
