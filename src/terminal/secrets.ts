/** What stands in the place of a secret. */
const SCRUBBED = '***';

/**
 * The password of a fresh Zabbix as its documentation prints it. It is also a word of nearly every address and
 * message here, and hiding it would hide those.
 */
const PUBLISHED_DEFAULTS: ReadonlySet<string> = new Set(['zabbix']);

/** Below this length a secret is replaced only where it stands alone: "1" must not black out every number. */
const SHORTEST_PART = 6;

/**
 * Texts that must never be shown. A message goes through `scrub` on its way out, so nobody who words one has to
 * think of it.
 */
export interface SecretRegistry {
  /** Makes the text, in each form in which it may come back in a message, unprintable from now on. */
  register(secret: string | undefined): void;
  /** The text with every secret replaced. */
  scrub(text: string): string;
  /** The value with every secret replaced in the texts and keys that it holds, at any depth. */
  scrubValue(value: unknown): unknown;
}

/** An empty registry of what must never be shown. */
export function createSecretRegistry(): SecretRegistry {
  const forms = new Set<string>();
  // Made when something is scrubbed: hundreds may be registered one after the other.
  let made: RegExp | undefined;

  function register(secret: string | undefined): void {
    if (secret === undefined || secret.trim() === '' || PUBLISHED_DEFAULTS.has(secret)) return;
    for (const form of formsOf(secret)) forms.add(form);
    made = undefined;
  }

  function patternOf(): RegExp | undefined {
    if (forms.size === 0) return undefined;
    if (made === undefined) {
      const longestFirst = [...forms].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
      made = new RegExp(longestFirst.map(asPattern).join('|'), 'gu');
    }
    return made;
  }

  function scrub(text: string): string {
    const pattern = patternOf();
    return pattern === undefined ? text : text.replace(pattern, SCRUBBED);
  }

  function scrubValue(value: unknown): unknown {
    if (forms.size === 0) return value;
    if (typeof value === 'string') return scrub(value);
    if (Array.isArray(value)) return value.map(scrubValue);
    if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
      return value;
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, held]) => [scrub(key), scrubValue(held)] as const),
    );
  }

  return { register, scrub, scrubValue };
}

/**
 * The same text as it looks in a URL, in a form, in JSON as Node.js writes it, and in JSON as PHP writes it
 * (json_encode escapes the slash and everything that is not ASCII).
 */
function formsOf(secret: string): Set<string> {
  // Half a surrogate pair has no UTF-8 form; encodeURIComponent would throw.
  const wellFormed = Buffer.from(secret).toString();
  const json = JSON.stringify(secret).slice(1, -1);
  const phpJson = json
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const url = encodeURIComponent(wellFormed);
  const form = new URLSearchParams([['', wellFormed]]).toString().slice(1);
  return new Set([secret, json, phpJson, url, form, json.replaceAll('/', '\\/')]);
}

function asPattern(form: string): string {
  const literal = form.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
  return form.length < SHORTEST_PART ? `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])` : literal;
}

const everywhere = createSecretRegistry();

/** Registers a secret for the whole process. */
export function registerSecret(secret: string | undefined): void {
  everywhere.register(secret);
}

/** Replaces every secret that the process knows. */
export function scrub(text: string): string {
  return everywhere.scrub(text);
}

/** As `scrub`, for a value that will become JSON. */
export function scrubValue(value: unknown): unknown {
  return everywhere.scrubValue(value);
}
