import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InputError } from '../errors.ts';
import {
  ADDRESSES,
  type CloudEngine,
  DEFAULT_ENGINE,
  ENGINE_NAMES,
  ENGINES,
  listed,
  PLACES,
} from '../settings/engines.ts';
import { isObjectName } from './store.ts';

/** Where backups are kept. */
export interface StorageLocation {
  readonly engine: CloudEngine;
  /** The bucket or container; for a directory its absolute path. */
  readonly bucket: string;
  /** The folder in it, parts separated by `/`, or empty. */
  readonly folder: string;
  /** For messages, and to be given again: holds no credential. */
  readonly url: string;
}

export interface LocationInput {
  /** STORAGE_LOCATION. */
  readonly location: string | undefined;
  /** STORAGE_FOLDER: a folder below the one that the location names. */
  readonly folder?: string | undefined;
  /** --cloud-engine: whose bucket a plain name is. Default: Google Cloud. */
  readonly engine?: CloudEngine | undefined;
  /** What messages call the location where it was given as an address, and not as STORAGE_LOCATION. */
  readonly name?: string;
}

const SCHEMES: ReadonlyMap<string, CloudEngine> = new Map(
  ENGINE_NAMES.map((name) => [ENGINES[name].scheme, name] as const),
);

const DEFAULT_NAME = 'STORAGE_LOCATION';

function formsOf(name: string): string {
  const orName = name === DEFAULT_NAME ? `, or the name of a ${PLACES} with --cloud-engine` : '';
  return `Give ${name} as ${listed(ADDRESSES, 'or')}${orName}.`;
}

/** Letters, digits and what stands between them: Google allows `_` and 222 characters, the others less. */
const BUCKET = /^[a-zA-Z0-9$][a-zA-Z0-9._-]{1,221}$/u;

/**
 * Reads where backups are kept.
 * @throws InputError where nothing is named, the form is none of those that are known, or what is given contradicts itself
 */
export function parseLocation(input: LocationInput): StorageLocation {
  const { location, folder, engine, name = DEFAULT_NAME } = input;
  const text = location?.trim();
  if (text === undefined || text === '') {
    throw new InputError('Where backups are kept is not known', {
      why: 'neither --storage-location nor STORAGE_LOCATION is given',
      remedy: formsOf(name),
    });
  }
  const below = partsOf(folder ?? '', 'STORAGE_FOLDER');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return plain(text, below, engine ?? DEFAULT_ENGINE, name);
  const named = SCHEMES.get(scheme);
  if (named === undefined) {
    throw new InputError(`${atStart(name)} begins with ${scheme}://, which is no store`, {
      why: `it knows ${listed(
        [...SCHEMES.keys()].map((each) => `${each}://`),
        'and',
      )}`,
      remedy: formsOf(name),
    });
  }
  if (engine !== undefined && engine !== named) {
    throw new InputError('--cloud-engine and STORAGE_LOCATION contradict each other', {
      why: `the engine is ${engine}, and ${scheme}:// is ${named}`,
      remedy: 'Leave --cloud-engine (CLOUD_ENGINE) out: the location says it.',
    });
  }
  if (isFolder(named)) return local(pathOfUrl(text, name), below, named);
  return inCloud(text.slice(scheme.length + 3), below, named, name);
}

function plain(text: string, below: readonly string[], engine: CloudEngine, name: string): StorageLocation {
  if (!isFolder(engine)) return inCloud(text, below, engine, name);
  if (text.includes('\0')) throw unusable(name, 'it holds a NUL character');
  return local(resolve(text.replace(/^~(?=\/|$)/u, homedir())), below, engine);
}

function inCloud(text: string, below: readonly string[], engine: CloudEngine, name: string): StorageLocation {
  // What is wrong is not repeated: it may be a key, or a signature, that somebody put into the address.
  if (/[?#]/u.test(text)) throw unusable(name, 'it holds a ? or #');
  const [bucket = '', ...rest] = text.split('/');
  if (bucket.includes('@') || bucket.includes(':')) {
    throw unusable(name, 'credentials and ports do not belong into it');
  }
  if (!BUCKET.test(bucket)) throw unusable(name, `what should be the ${PLACES} is not the name of one`);
  const folder = [...partsOf(rest.join('/'), name), ...below].join('/');
  const url = `${ENGINES[engine].scheme}://${[bucket, folder].filter((part) => part !== '').join('/')}`;
  return { engine, bucket, folder, url };
}

/** Of this machine, and no bucket. */
function isFolder(engine: CloudEngine): boolean {
  return ENGINES[engine].place === 'folder';
}

function local(path: string, below: readonly string[], engine: CloudEngine): StorageLocation {
  const bucket = join(path, ...below);
  return { engine, bucket, folder: '', url: pathToFileURL(bucket).href };
}

function pathOfUrl(text: string, name: string): string {
  let url: URL;
  try {
    url = new URL(text);
    if (url.search !== '' || url.hash !== '')
      throw unusable(name, 'it holds a ? or # that is not written as %3F or %23');
    if (url.hostname !== '')
      throw unusable(name, 'a file:// address takes three slashes before the path: file:///path');
    return fileURLToPath(url);
  } catch (error) {
    throw error instanceof InputError ? error : unusable(name, 'it is not the address of a folder');
  }
}

/** A folder's parts; slashes at its ends say nothing. */
function partsOf(folder: string, name: string): string[] {
  const trimmed = folder.trim().replace(/^\/+|\/+$/gu, '');
  if (trimmed === '') return [];
  if (!isObjectName(trimmed)) {
    throw new InputError(`The folder in ${name} cannot be used`, {
      why: 'its parts are separated by single slashes, and none of them is "." or ".." or holds a backslash or control character',
      remedy: 'Give a folder such as zabbix/production.',
    });
  }
  return trimmed.split('/');
}

function atStart(name: string): string {
  return `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
}

function unusable(name: string, why: string): InputError {
  return new InputError(`${atStart(name)} cannot be used`, { why, remedy: formsOf(name) });
}
