import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Place } from './place.ts';

/*
 * Hidden folders that stand beside a folder for a moment while it is replaced:
 *   .NAME.writing-…  the new one while it is written; taken for nothing until it is renamed
 *   .NAME.old-…      the former one, whole, between the two renames
 *   .NAME.gone-…     the former one while it is deleted; holds nothing of a backup that anyone may rely on
 * Their names end with who made them, MACHINE-PID-RANDOM, so that a later run can tell what was left behind.
 */
export type Role = 'writing' | 'old' | 'gone';

export interface Sibling {
  readonly path: string;
  readonly role: Role;
  /** As `labelOf` makes it from the name of the folder that it belongs to. */
  readonly label: string;
  readonly machine: string;
  readonly pid: number;
}

/** Nothing is written for that long: whatever is older was left behind, wherever its writer ran. */
const LONGEST_WRITING_MS = 24 * 3600 * 1000;

const PATTERN = /^\.(.+)\.(writing|old|gone)-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}$/s;

/** Folders of this very process: a process of the same number may have run before it. */
const own = new Set<string>();

/** A path that is nobody else's. */
export function newSibling(place: Place, role: Role): string {
  const random = randomBytes(6).toString('hex');
  const name = `.${labelOf(place.name)}.${role}-${thisMachine()}-${process.pid}-${random}`;
  const path = join(place.parent, name);
  own.add(path);
  return path;
}

/** All such folders in this parent that this user owns: no one else's are touched or believed. */
export function siblingsIn(parent: string): Sibling[] {
  return readdirSync(parent, { withFileTypes: true }).flatMap((entry): Sibling[] => {
    const match = PATTERN.exec(entry.name);
    if (!match || !entry.isDirectory()) return [];
    const path = join(parent, entry.name);
    if (ownerOf(path) !== process.getuid?.()) return [];
    const [, label = '', role, machine = '', pid] = match;
    return [{ path, role: role as Role, label, machine, pid: Number(pid) }];
  });
}

/** Whether the process that made it is gone. */
export function isAbandoned(sibling: Sibling, now = Date.now()): boolean {
  if (own.has(sibling.path)) return false;
  if (sibling.machine === thisMachine() && (sibling.pid === process.pid || !isAlive(sibling.pid)))
    return true;
  const status = statSync(sibling.path, { throwIfNoEntry: false });
  return status !== undefined && now - status.mtimeMs > LONGEST_WRITING_MS;
}

/** What stands for a folder's name in the names of its siblings, which must not grow too long for a file system. */
export function labelOf(name: string): string {
  return Buffer.byteLength(name) <= 150 ? name : createHash('sha256').update(name).digest('hex').slice(0, 40);
}

function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

let machine: string | undefined;

/** Process ids mean something only on one machine and, in containers, within one namespace of processes. */
function thisMachine(): string {
  machine ??= createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8);
  return machine;
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
