import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PlainBackup {
  /** Files besides the manifest. */
  readonly files: number;
  /** Characters in each; more in each further one. */
  readonly size?: number;
  /** What the content depends on: another text gives other files. */
  readonly salt?: string;
}

/** Writes a folder that is a whole backup by its manifest: what storage looks at, without a Zabbix. */
export function writePlainBackup(dir: string, { files, size = 300, salt = '' }: PlainBackup): void {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (let index = 0; index < files; index += 1) {
    const text = JSON.stringify({ index, salt, text: `${index} `.repeat(Math.ceil(size / 2)) });
    writeFileSync(join(dir, fileName(index)), text);
  }
  writeManifest(
    dir,
    Array.from({ length: files }, (_, index) => fileName(index)),
  );
}

export function fileName(index: number): string {
  return `part_${String(index).padStart(5, '0')}.json`;
}

/** Makes a manifest for these files as they are now. */
export function writeManifest(dir: string, names: readonly string[]): void {
  const files = Object.fromEntries(
    names.map((name) => {
      const content = readFileSync(join(dir, name));
      return [name, { size: content.length, sha256: createHash('sha256').update(content).digest('hex') }];
    }),
  );
  writeFileSync(join(dir, 'manifest.json'), `${JSON.stringify(manifestOf(files))}\n`);
}

export function manifestOf(files: Readonly<Record<string, { size: number; sha256: string }>>): unknown {
  const now = new Date().toISOString();
  return {
    format: 1,
    tool: { name: 'concierge-scheduler', version: '1.0.0' },
    zabbix: { version: '7.0.22', exportVersion: '7.0' },
    partial: false,
    counts: {},
    files,
    times: { started: now, finished: now },
  };
}
