import { describe, expect, it } from 'vitest';
import { isNotFound, missingReleaseFile } from './install.ts';

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
