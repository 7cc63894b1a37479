import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A copy of a backup at another path, on which something was done. */
export function damaged(backup: string, dir: string, change: (dir: string) => void): string {
  cpSync(backup, dir, { recursive: true });
  change(dir);
  return dir;
}

/** Changes a JSON file of a backup as a person with an editor does: the manifest still says what it was. */
// biome-ignore lint/suspicious/noExplicitAny: a test knows what is in the file
export function editJson(dir: string, name: string, change: (value: any) => unknown): void {
  const path = join(dir, name);
  const value = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, `${JSON.stringify(change(value) ?? value)}\n`);
}

/** Replaces a file's content and has the manifest say that it was written so. */
export function forge(dir: string, name: string, content: string): void {
  writeFileSync(join(dir, name), content);
  const digest = {
    size: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
  };
  editJson(dir, 'manifest.json', (manifest) => {
    manifest.files[name] = digest;
  });
}

export function cutShort(dir: string, name: string): void {
  const path = join(dir, name);
  const content = readFileSync(path);
  writeFileSync(path, content.subarray(0, Math.floor(content.length / 2)));
}
