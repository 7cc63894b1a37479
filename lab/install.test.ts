import { describe, expect, it } from 'vitest';
import { isNotFound, missingReleaseFile, mountsBelow } from './install.ts';
import { containerLine, isDebian } from './tools.ts';

describe('missingReleaseFile', () => {
  it('finds the address in what debootstrap says', () => {
    const said =
      'I: Retrieving InRelease\nE: Failed getting release file http://mirror.test/debian/dists/woody/Release\n';
    expect(missingReleaseFile(said)).toBe('http://mirror.test/debian/dists/woody/Release');
  });

  it('finds none in other failures', () => {
    expect(missingReleaseFile("E: Couldn't download packages: libc6\n")).toBeUndefined();
  });
});

describe('isNotFound', () => {
  it('is true where the last answer is 404', () => {
    expect(isNotFound('  HTTP/1.1 302 Found\n  Location: x\n  HTTP/1.1 404 Not Found\n')).toBe(true);
  });

  it('is false where the mirror is not reached, or has a failure of its own', () => {
    expect(isNotFound("wget: unable to resolve host address 'mirror.test'\n")).toBe(false);
    expect(isNotFound('  HTTP/1.1 503 Service Unavailable\n')).toBe(false);
  });
});

describe('mountsBelow', () => {
  const mounts = [
    'dev /lab/7.0/root.tmp/dev devtmpfs rw 0 0',
    'pts /lab/7.0/root.tmp/dev/pts devpts rw 0 0',
    'x /lab/7.0/root.tmp2/dev tmpfs rw 0 0',
    'y /with\\040space/root.tmp/proc proc rw 0 0',
  ].join('\n');

  it('lists the mounts of a folder, the innermost first', () => {
    expect(mountsBelow(mounts, '/lab/7.0/root.tmp')).toEqual([
      '/lab/7.0/root.tmp/dev/pts',
      '/lab/7.0/root.tmp/dev',
    ]);
  });

  it('reads escaped names', () => {
    expect(mountsBelow(mounts, '/with space/root.tmp')).toEqual(['/with space/root.tmp/proc']);
  });
});

describe('isDebian', () => {
  it('takes Debian alone', () => {
    expect(isDebian('NAME="Debian GNU/Linux"\nID=debian\n')).toBe(true);
    expect(isDebian('ID=ubuntu\nID_LIKE=debian\n')).toBe(false);
    expect(isDebian('')).toBe(false);
  });
});

describe('containerLine', () => {
  it('repeats the npm script that was asked for', () => {
    expect(containerLine('test')).toMatch(/ npm test$/);
    expect(containerLine('quickstart')).toMatch(/^docker run .* npm run quickstart$/);
  });
});
