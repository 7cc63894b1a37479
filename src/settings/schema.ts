import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { ENGINE_NAMES } from './engines.ts';
import { OFF, ON, saidBy } from './on-off.ts';

export const path = z.pipe(
  z.string().check(z.refine((text) => !text.includes('\0'), 'a path cannot hold a NUL character')),
  z.transform((text) => resolve(text)),
);

function parseUrl(text: string): URL | undefined {
  const address = text.includes('://') ? text : `http://${text}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}

function isHttp(text: string): boolean {
  const url = parseUrl(text);
  return url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.hostname !== '';
}

export const zabbixHost = z.pipe(
  z.string(),
  z
    .pipe(
      z.transform((text: string) => text.trim()),
      z.string(),
    )
    .check(
      z.refine(
        (text) => isHttp(text) && !/\s/u.test(text),
        'it is neither a host name nor an http or https address',
      ),
      z.refine(
        (text) => !(parseUrl(text)?.username || parseUrl(text)?.password),
        'it holds a user name or password; those belong into ZBX_API_USER and ZBX_API_PASS',
      ),
    ),
);

/** Without a scheme a proxy is an http one, as curl and most others read it. */
export const proxy = z.pipe(
  z.string().check(z.refine(isHttp, 'it is not the address of an http or https proxy')),
  z.transform((text) => (text.includes('://') ? text : `http://${text}`)),
);

/** A header cannot hold more than this, and a text with a line end in it was pasted wrongly. */
export const token = z.pipe(
  z.transform((text: string) => text.trim()),
  z
    .string()
    .check(z.refine((text) => /^[\x21-\x7e]+$/u.test(text), 'an API token holds no spaces and no line ends')),
);

/** On or off by a word that plainly says so; blank is as if nobody had said anything. A word that says neither is refused. */
export const onOrOff = z.pipe(
  z.string().check(
    z.refine((text) => text.trim() === '' || saidBy(text) !== undefined, {
      error: ({ input }) =>
        `${JSON.stringify(String(input).slice(0, 80))} is none of ${ON.join(', ')} and ${OFF.join(', ')}`,
    }),
  ),
  z.transform(saidBy),
);

/** Blank and `false` are off; everything else is on, `0` and `no` too, as in the tool that this one replaces. */
export const unlessFalse = z.pipe(
  z.string(),
  z.transform((text) => !['', 'false'].includes(text.trim().toLowerCase())),
);

/** Off as Docker's Python programs have it, on as all of its programs do: whatever works with them works here. */
export const isSet = z.pipe(
  z.string(),
  z.transform((text) => !['', '0', 'false'].includes(text.trim().toLowerCase())),
);

/** A week is more than anybody waits; Node.js takes no time-out of more than 24 days. */
const LONGEST_WAIT_SECONDS = 604_800;

export const seconds = z.pipe(
  z
    .string()
    .check(
      z.refine(
        (text) => /^\s*[1-9]\d{0,5}\s*$/u.test(text) && Number(text) <= LONGEST_WAIT_SECONDS,
        `it is not a whole number of seconds from 1 to ${LONGEST_WAIT_SECONDS}`,
      ),
    ),
  z.transform((text) => Number(text)),
);

/** Separated as Compose separates them on every system but Windows. */
export const paths = z.pipe(
  z.string().check(z.refine((text) => !text.includes('\0'), 'a path cannot hold a NUL character')),
  z.transform((text) => text.split(':').filter((part) => part !== '')),
);

/** The word that names a project or a stack becomes part of paths and names, never more than that. */
export const projectName = z
  .string()
  .check(
    z.regex(
      /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/u,
      'a project is named with letters, digits, "_", "-" and ".", the first a letter or digit, 128 at most',
    ),
  );

export const anyText = z.string();

export const cloudEngine = z.enum(ENGINE_NAMES, `it is none of ${ENGINE_NAMES.join(', ')}`);

/** The address of a store, other than its cloud's own. Without a scheme it is http, as Google's libraries read it. */
export const storeAddress = z.pipe(
  z.string().check(
    z.refine(isHttp, 'it is not an http or https address'),
    z.refine(
      (text) => !(parseUrl(text)?.username || parseUrl(text)?.password),
      'it holds a user name or password',
    ),
  ),
  z.transform((text) => (text.includes('://') ? text : `http://${text}`).replace(/\/+$/u, '')),
);

/**
 * Where state is kept if nobody says otherwise (XDG Base Directory Specification 0.8: XDG_STATE_HOME, which must be
 * absolute to count, else ~/.local/state).
 */
export function defaultStateDir(environment: Readonly<Record<string, string | undefined>>): string {
  const base = environment.XDG_STATE_HOME;
  return join(base?.startsWith('/') ? base : join(homedir(), '.local', 'state'), 'concierge-scheduler');
}
