import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { parseLocation } from './location.ts';

describe('where backups are kept', () => {
  it.each([
    ['gs://bucket/a/b', undefined, undefined, 'gcp', 'bucket', 'a/b', 'gs://bucket/a/b'],
    ['gs://bucket', 'zabbix/x/', undefined, 'gcp', 'bucket', 'zabbix/x', 'gs://bucket/zabbix/x'],
    ['gs://bucket/a/', '/b', 'gcp', 'gcp', 'bucket', 'a/b', 'gs://bucket/a/b'],
    ['azblob://container', '', undefined, 'azure', 'container', '', 'azblob://container'],
    ['S3://bucket/a', undefined, 'aws', 'aws', 'bucket', 'a', 's3://bucket/a'],
    ['my_bucket', undefined, undefined, 'gcp', 'my_bucket', '', 'gs://my_bucket'],
    ['container', 'f', 'azure', 'azure', 'container', 'f', 'azblob://container/f'],
    ['bucket/f', undefined, 'aws', 'aws', 'bucket', 'f', 's3://bucket/f'],
    ['file:///var/b%20c', 'd', undefined, 'local', '/var/b c/d', '', 'file:///var/b%20c/d'],
    ['/var/50% a#b?c', undefined, 'local', 'local', '/var/50% a#b?c', '', 'file:///var/50%25%20a%23b%3Fc'],
    ['/var/backups', undefined, 'local', 'local', '/var/backups', '', 'file:///var/backups'],
  ] as const)('%s, folder %s, engine %s', (location, folder, engine, ...expected) => {
    const found = parseLocation({ location, folder, engine });
    expect([found.engine, found.bucket, found.folder, found.url]).toEqual(expected);
  });

  it.each([
    [undefined, undefined, undefined, 'not known'],
    ['', undefined, undefined, 'not known'],
    ['gs://bucket', undefined, 'azure', 'contradict'],
    ['file:///x', undefined, 'gcp', 'contradict'],
    ['ftp://x/y', undefined, undefined, 'no store'],
    ['gs://', undefined, undefined, 'cannot be used'],
    ['gs:///x', undefined, undefined, 'cannot be used'],
    ['gs://bucket/a//b', undefined, undefined, 'The folder'],
    ['gs://bucket/../b', undefined, undefined, 'The folder'],
    ['gs://bucket', '../up', undefined, 'The folder'],
    ['gs://bucket', 'a\\b', undefined, 'The folder'],
    ['file://host/x', undefined, undefined, 'cannot be used'],
    ['file:///a%2Fb', undefined, undefined, 'cannot be used'],
    ['file:///a?b', undefined, undefined, 'cannot be used'],
    ['has space', undefined, undefined, 'cannot be used'],
  ] as const)('refuses %s, folder %s, engine %s', (location, folder, engine, message) => {
    expect(() => parseLocation({ location, folder, engine })).toThrow(message);
    expect(() => parseLocation({ location, folder, engine })).toThrow(InputError);
  });

  it('calls it in messages what it was given as', () => {
    for (const location of ['gs://x', 'ftp://x/y', 'gs://bucket/../b']) {
      expect(() => parseLocation({ location, name: 'the address' })).toThrow(/the address/iu);
      expect(() => parseLocation({ location })).toThrow('STORAGE_LOCATION');
    }
  });

  it('repeats no credential that somebody put into the address', () => {
    for (const location of [
      's3://AKIA:geheim@bucket/x',
      'azblob://c/x?sig=geheim',
      'gs://geheim@b',
      'geheim@b',
    ]) {
      try {
        parseLocation({ location });
        expect.unreachable();
      } catch (error) {
        const { message, why, remedy } = error as InputError;
        expect(`${message} ${why} ${remedy}`).not.toContain('geheim');
      }
    }
  });

  it('gives an address that means the same when it is given again, whatever was given', () => {
    const part = fc.stringMatching(/^[a-z0-9][a-z0-9 ._-]{0,8}[a-z0-9]$/u);
    const cloud = fc.constantFrom('gs', 'azblob', 's3');
    fc.assert(
      fc.property(cloud, part, fc.array(part), fc.array(part), (scheme, name, inUrl, below) => {
        const bucket = name.replaceAll(' ', '-').padEnd(3, 'x');
        const location = `${scheme}://${[bucket, ...inUrl].join('/')}`;
        const first = parseLocation({ location, folder: below.join('/') });
        expect(parseLocation({ location: first.url })).toEqual(first);
        expect(first.folder).toBe([...inUrl, ...below].join('/'));
      }),
    );
  });
});
