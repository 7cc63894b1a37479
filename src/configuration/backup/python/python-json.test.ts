import { describe, expect, it } from 'vitest';
import { pythonJson } from './python-json.ts';

describe('pythonJson', () => {
  it('writes what json.dumps(…, sort_keys=True) writes', () => {
    // The text on the right was made by Python 3.11.
    expect(pythonJson({ b: ['x', 1, true, null], a: { ü: 'é🐘\u007f/"\\\n\t\b\u0001' }, c: [], d: {} })).toBe(
      String.raw`{"a": {"\u00fc": "\u00e9\ud83d\udc18\u007f/\"\\\n\t\b\u0001"}, "b": ["x", 1, true, null], "c": [], "d": {}}`,
    );
  });
});
