import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach } from 'vitest';
import type { Manifest } from '../../../configuration/backup/manifest.ts';
import { encryptedStore } from '../../../storage/encryption/encrypted.ts';
import type { Store } from '../../../storage/store.ts';
import { directoryStore } from '../../../storage/stores/directory.ts';
import { checkBackup, type Description, describeBackup } from '../describe.ts';
import type { BackupPlace } from '../place.ts';

export const { signal } = new AbortController();

/** A folder of backups that each test has to itself. */
export interface Backups {
  /** Its path. */
  readonly folder: string;
  write(name: string, files: Record<string, string>): void;
  /** The same encrypted for this identity, as upload leaves it in a store. */
  encrypt(name: string, files: Record<string, string>, identity: string): Promise<void>;
}

/** To be called once in a file: the folder is made anew before each test and is gone after it. */
export function backupsOfEachTest(): Backups {
  let folder = '';
  let state = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'places-test-'));
    state = mkdtempSync(join(tmpdir(), 'places-state-'));
  });
  afterEach(() => {
    for (const made of [folder, state]) rmSync(made, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    write(name, files) {
      mkdirSync(join(folder, name), { recursive: true });
      for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, name, file), content);
    },
    async encrypt(name, files, identity) {
      const encrypted = encryptedStore(directoryStore(folder), {
        prefix: `${name}/`,
        recipients: [await identityToRecipient(identity)],
        identities: [],
        stateDir: state,
      });
      await store(files, encrypted, `${name}/`);
      await encrypted.finish(signal);
      await encrypted.close();
    },
  };
}

/** The files of a backup that was made at this time. */
export function filesOf(time: string, more: Partial<Manifest> = {}): Record<string, string> {
  const content = `[{"name": "${time}"}]\n`;
  const manifest: Manifest = {
    format: 1,
    tool: { name: 'concierge-scheduler', version: '1.0.0' },
    zabbix: { version: '7.0.22', exportVersion: '7.0' },
    partial: false,
    counts: { services: 1 },
    files: {
      'services.json': {
        size: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      },
    },
    times: { started: time, finished: time },
    ...more,
  };
  return { 'services.json': content, 'manifest.json': JSON.stringify(manifest) };
}

async function store(files: Record<string, string>, target: Store, prefix: string): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const md5 = createHash('md5').update(content).digest('hex');
    const object = {
      name: prefix + name,
      size: content.length,
      md5: async () => md5,
      open: () => Readable.from([Buffer.from(content)]),
    };
    await target.put(object, signal);
  }
}

/** What is known of each backup of a place, by name. */
export async function described(place: BackupPlace): Promise<Map<string, Description>> {
  const found = await place.backups(signal);
  const all = await Promise.all(found.map((backup) => describeBackup(backup, signal)));
  return new Map(all.map((each) => [each.backup.name, each]));
}

/** What a check of one backup finds. */
export async function problemsOf(place: BackupPlace, name: string): Promise<string[]> {
  const description = (await described(place)).get(name);
  if (description === undefined) throw new Error(`${name} is not there`);
  return await checkBackup(description, signal, () => {});
}
