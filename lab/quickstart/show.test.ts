import { describe, expect, it } from 'vitest';
import { exportLine, headAndTail, shellWord } from './show.ts';

describe('headAndTail', () => {
  it('shows a short text as it is', () => {
    expect(headAndTail('a\nb\n', 1, 1)).toEqual(['a', 'b']);
    expect(headAndTail('a\nb\nc\n', 1, 1)).toEqual(['a', 'b', 'c']);
    expect(headAndTail('', 3, 1)).toEqual(['']);
  });

  it('says how much of a long one it leaves out', () => {
    expect(headAndTail('a\nb\nc\nd\ne', 1, 1)).toEqual(['a', '… 3 more lines …', 'e']);
    expect(headAndTail('a\nb\nc\nd\n', 2, 0)).toEqual(['a', 'b', '… 2 more lines …']);
  });
});

describe('exportLine', () => {
  it('sets only what is not set yet', () => {
    const environment = { ZBX_API_HOST: 'http://127.0.0.1:2', ZBX_API_USER: 'Admin' };
    expect(exportLine(environment, {})).toBe('export ZBX_API_HOST=http://127.0.0.1:2 ZBX_API_USER=Admin');
    expect(exportLine(environment, { ...environment, ZBX_API_HOST: 'http://127.0.0.1:1' })).toBe(
      'export ZBX_API_HOST=http://127.0.0.1:2',
    );
    expect(exportLine(environment, environment)).toBeUndefined();
  });
});

describe('shellWord', () => {
  it('quotes what a shell would take apart', () => {
    expect(shellWord('/tmp/a-b_c.1')).toBe('/tmp/a-b_c.1');
    expect(shellWord('/tmp/a b')).toBe("'/tmp/a b'");
    expect(shellWord("it's")).toBe("'it'\\''s'");
    expect(shellWord('')).toBe("''");
  });
});
