import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeInSteps } from './write-in-steps.ts';

it.each([0, 1, 32 * 1024, 32 * 1024 + 1, 100_000])('writes %i bytes where they belong', (size) => {
  const folder = mkdtempSync(join(tmpdir(), 'concierge-write-'));
  const file = openSync(join(folder, 'x'), 'w');
  try {
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
    writeInSteps(file, Buffer.from('before'), 0);
    writeInSteps(file, bytes, 6);
    const written = readFileSync(join(folder, 'x'));
    expect(written.equals(Buffer.concat([Buffer.from('before'), bytes]))).toBe(true);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
});
