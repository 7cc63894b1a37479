import { describe, expect, it } from 'vitest';
import { mainArchive } from './install.ts';

describe('the archive that apt uses', () => {
  it('is the first of a whole Debian', () => {
    const targets =
      'http://mirror.test/debian-security/ bookworm-security\nhttp://mirror.test/debian/ bookworm-updates\nhttp://mirror.test/debian/ bookworm\n';
    expect(mainArchive(targets)).toBe('http://mirror.test/debian/');
  });

  it('is not known where apt lists none', () => {
    expect(mainArchive('')).toBeUndefined();
    expect(mainArchive('http://mirror.test/debian-security/ bookworm-security\n')).toBeUndefined();
  });
});
