import { describe, expect, it } from 'vitest';
import { containerLine, isDebian } from './tools.ts';

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
