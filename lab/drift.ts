import { labApi } from './api.ts';
import * as access from './drift/access-changes.ts';
import * as actions from './drift/action-changes.ts';
import * as automation from './drift/automation-changes.ts';
import * as deletions from './drift/deletions.ts';
import { type Change, readDrifting } from './drift/drifting.ts';
import * as hosts from './drift/host-changes.ts';
import * as macros from './drift/macro-changes.ts';
import * as others from './drift/other-changes.ts';
import * as renames from './drift/renames.ts';
import { CHANGED_SECRETS, OTHER_PSK, OTHER_SECRET } from './drift/secrets.ts';
import * as templates from './drift/template-changes.ts';
import * as visual from './drift/visual-changes.ts';
import { HOSTS } from './populate/names.ts';
import type { SecretMacro } from './populate/result.ts';
import type { LabServer } from './zabbix.ts';

const { renamed: _renamed, ...renameChanges } = renames;

/** Every change by its name, in the order in which all of them can be made one after the other. */
export const CHANGES = {
  ...templates,
  ...hosts,
  ...macros,
  ...actions,
  ...others,
  ...visual,
  ...automation,
  ...access,
  ...renameChanges,
  ...deletions,
} as const satisfies Record<string, Change>;

export type ChangeName = keyof typeof CHANGES;

export interface DriftOptions {
  /** Only these. Default: all. */
  readonly only?: readonly ChangeName[];
  /** All but these. */
  readonly skip?: readonly ChangeName[];
}

export interface DriftResult {
  /** The changes that were made, each with what it did. */
  readonly done: readonly { readonly change: ChangeName; readonly what: string }[];
  /** Changes that this version's API refuses by nature; the reason stands at each in the code. */
  readonly impossible: readonly ChangeName[];
  /** Values that no API gives back and that a restore therefore has to leave as they are now. */
  readonly mustSurvive: {
    readonly secretMacros: readonly SecretMacro[];
    readonly hostsWithPsk: readonly { host: string; identity: string; psk: string }[];
  };
}

/**
 * Changes a copy of the populated server as people do by hand: see the files in `drift/`.
 *
 * @throws LabApiError where the server refuses a change
 */
export async function drift(server: LabServer, options: DriftOptions = {}): Promise<DriftResult> {
  const drifting = await readDrifting(await labApi(server));
  const done: { change: ChangeName; what: string }[] = [];
  const impossible: ChangeName[] = [];
  for (const change of chosen(options)) {
    const what = await CHANGES[change](drifting);
    if (what === undefined) {
      impossible.push(change);
    } else {
      done.push({ change, what });
    }
  }
  const made = (change: ChangeName): boolean => done.some((one) => one.change === change);
  return {
    done,
    impossible,
    mustSurvive: {
      secretMacros: made('changeSecretValue')
        ? CHANGED_SECRETS.map(({ owner, macro }) => ({ owner, macro, value: OTHER_SECRET }))
        : [],
      hostsWithPsk: made('changePsk') ? [{ host: HOSTS.encryptedBoth, ...OTHER_PSK }] : [],
    },
  };
}

/** Which changes the options ask for, in their order. */
export function chosen({ only, skip = [] }: DriftOptions): ChangeName[] {
  const all = Object.keys(CHANGES) as ChangeName[];
  return all.filter((change) => (only === undefined || only.includes(change)) && !skip.includes(change));
}
