import { describe, expect, it } from 'vitest';
import { isDebian } from './tools.ts';

describe('isDebian', () => {
  it('takes Debian alone', () => {
    expect(isDebian('NAME="Debian GNU/Linux"\nID=debian\n')).toBe(true);
    expect(isDebian('ID=ubuntu\nID_LIKE=debian\n')).toBe(false);
    expect(isDebian('')).toBe(false);
  });
});
