import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const made: string[] = [];

/** A state directory of a test's own, not there yet; what was made in it goes after the test. */
export function newStateDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'concierge-state-'));
  made.push(folder);
  return join(folder, 'state');
}

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
