import { createHash } from 'node:crypto';
import { byText, isObject, type JsonObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, type Draft, type DraftObject, draftsOf, renameKeys } from '../draft.ts';

export const ACTION_KINDS = ['trigger_actions', 'discovery_actions', 'reg_actions', 'internal_actions'];
export const OPERATION_LISTS = ['operations', 'recovery_operations', 'update_operations'];

/** Script object: https://www.zabbix.com/documentation/6.0/en/manual/api/reference/script/object */
const CUSTOM_SCRIPT = '0';
const SSH = '2';
const TELNET = '3';
/** Of a command of 5.0: it runs a script. */
const GLOBAL_SCRIPT = '4';
const FOR_ACTIONS = '1';
const FOR_MENUS = '2';
const PUBLIC_KEY = '1';

/** Of macros, what an action's script must call the host that it runs for. */
const OF_TARGET: readonly (readonly [string, string])[] = [
  ['{HOST.CONN}', '{HOST.TARGET.CONN}'],
  ['{HOST.DNS}', '{HOST.TARGET.DNS}'],
  ['{HOST.HOST}', '{HOST.TARGET.HOST}'],
  ['{HOST.IP}', '{HOST.TARGET.IP}'],
  ['{HOST.NAME}', '{HOST.TARGET.NAME}'],
  ['{HOSTNAME}', '{HOST.TARGET.NAME}'],
  ['{IPADDRESS}', '{HOST.TARGET.IP}'],
];

/**
 * 5.4: a script is either for actions or for a menu, whose path is no part of its name any more; and actions run nothing
 * but scripts, so each command of theirs becomes one.
 */
export const scripts: ConversionStep = {
  name: 'scripts, and commands of actions',
  kinds: ['scripts', ...ACTION_KINDS],
  convert(draft) {
    const commands = commandsIn(draft);
    const run = new Set(commands.flatMap(({ scriptid }) => (typeof scriptid === 'string' ? [scriptid] : [])));
    const names = newNames([...(draft.objects.get('scripts')?.keys() ?? [])]);
    for (const [key, { content }] of draftsOf(draft, 'scripts')) {
      const { path, name } = names.get(key) ?? { path: '', name: key };
      const forActions = run.has(key);
      if (forActions) loseMenu(draft, name);
      Object.assign(content, {
        name,
        ...(forActions ? { scope: FOR_ACTIONS } : { scope: FOR_MENUS, menu_path: path }),
      });
      if (forActions) {
        content.command = forTarget(text(content.command));
        for (const field of ['usrgrpid', 'host_access', 'confirmation']) delete content[field];
      }
      if (text(content.type) !== CUSTOM_SCRIPT) delete content.execute_on;
    }
    renameKeys(draft, 'scripts', new Map([...names].map(([key, { name }]) => [key, name])), '5.0');
    inlineToScripts(draft, commands);
  },
};

function loseMenu(draft: Draft, key: string): void {
  const what = 'its entry in the menu of hosts: a script that actions run is in no menu from 5.4 on';
  draft.losses.push({ kind: 'scripts', key, what });
}

/** The commands of all operations of actions, to be changed in place. */
function commandsIn(draft: Draft): JsonObject[] {
  return ACTION_KINDS.flatMap((kind) => draftsOf(draft, kind))
    .flatMap(([, { content }]) => OPERATION_LISTS.flatMap((list) => objectsIn(content[list])))
    .flatMap(({ opcommand }) => (isObject(opcommand) ? [opcommand] : []));
}

function forTarget(command: string): string {
  return OF_TARGET.reduce((result, [macro, renamed]) => result.replaceAll(macro, renamed), command);
}

interface Named {
  readonly path: string;
  readonly name: string;
}

/** `Tools/Restart` becomes `Restart` in the menu `Tools`. Names are unique wherever they stand. */
function newNames(keys: readonly string[]): Map<string, Named> {
  const taken = new Set(keys);
  const names = new Map<string, Named>();
  for (const key of keys) {
    const slash = key.lastIndexOf('/');
    if (slash <= 0 || slash === key.length - 1) continue;
    const base = key.slice(slash + 1);
    const name = taken.has(base) ? numbered(base, 2, taken) : base;
    taken.delete(key);
    taken.add(name);
    names.set(key, { path: key.slice(0, slash), name });
  }
  return names;
}

/** The name with the first number that makes it a new one. */
function numbered(base: string, first: number, taken: Pick<ReadonlySet<string>, 'has'>): string {
  for (let count = first; ; count += 1) {
    const name = `${base} ${count}`;
    if (!taken.has(name)) return name;
  }
}

/**
 * Commands that are alike are one script. They are numbered in the order of what they hold, as in an upgrade. Where the
 * backup has no scripts nobody knows which numbers are free: they have a hash of what they hold, which takes no other's name.
 */
function inlineToScripts(draft: Draft, commands: readonly JsonObject[]): void {
  const inline = commands.filter(({ type }) => text(type) !== GLOBAL_SCRIPT).toSorted(inOrderOfContent);
  const known = draft.objects.get('scripts');
  const all: Map<string, DraftObject> = known ?? new Map();
  const names = new Map<string, string>();
  for (const command of inline) {
    const content = ORDER.map((field) => text(command[field])).join('\0');
    const present = names.get(content);
    const name = present ?? (known ? numbered('Script', 1, all) : `Script ${hashOf(content)}`);
    if (present === undefined) all.set(name, { content: scriptOf(command, name) });
    names.set(content, name);
    replaceFields(command, { scriptid: name });
  }
  if (inline.length > 0) draft.objects.set('scripts', all);
  for (const command of commands) replaceFields(command, { scriptid: command.scriptid ?? null });
}

function hashOf(content: string): string {
  return createHash('md5').update(content).digest('hex').slice(0, 8);
}

const ORDER = [
  ...['command', 'username', 'password', 'publickey', 'privatekey', 'type', 'execute_on', 'port', 'authtype'],
];

function inOrderOfContent(a: JsonObject, b: JsonObject): number {
  return ORDER.map((field) => byText(text(a[field]), text(b[field]))).find((order) => order !== 0) ?? 0;
}

function scriptOf(command: JsonObject, name: string): JsonObject {
  const type = text(command.type);
  const authtype = text(command.authtype ?? '0');
  const given = (fields: readonly string[]): JsonObject =>
    Object.fromEntries(fields.map((field) => [field, text(command[field])]));
  return {
    name,
    type,
    scope: FOR_ACTIONS,
    command: text(command.command),
    description: '',
    groupid: null,
    ...(type === CUSTOM_SCRIPT && given(['execute_on'])),
    ...([SSH, TELNET].includes(type) && given(['port', 'username', 'password'])),
    ...(type === SSH && { authtype }),
    ...(type === SSH && authtype === PUBLIC_KEY && given(['publickey', 'privatekey'])),
  };
}

function replaceFields(object: JsonObject, fields: JsonObject): void {
  for (const field of Object.keys(object)) delete object[field];
  Object.assign(object, fields);
}
