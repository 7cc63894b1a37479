import { describe, expect, it } from 'vitest';
import { quote } from './server-process.ts';

describe('quote', () => {
  it('escapes what would end the field', () => {
    expect(quote('log["a b"]')).toBe('"log[\\"a b\\"]"');
    expect(quote('C:\\x\ny')).toBe('"C:\\\\x\\ny"');
  });
});
