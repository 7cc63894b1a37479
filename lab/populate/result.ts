import { censusKey } from '../census.ts';
import type { LabVersion } from '../zabbix.ts';
import { SECRET_RULE } from './discovery.ts';
import { type Filling, since } from './filling.ts';
import { PSK_HOSTS } from './hosts.ts';
import {
  AUTOREGISTRATION_ACTIONS,
  DASHBOARDS,
  GROUPS,
  HOSTS,
  MAPS,
  MEDIA_TYPES,
  MENU_SCRIPTS,
  OTHER_ACTIONS,
  PROXIES,
  PROXY_GROUPS,
  REPORTS,
  ROLES,
  SCREENS,
  SCRIPTS,
  SERVICES,
  TEMPLATE_GROUPS,
  TEMPLATES,
  TRIGGER_ACTIONS,
  USER_GROUPS,
  USERS,
} from './names.ts';
import { SECRET_HOST_PROTOTYPE } from './prototypes.ts';
import { proxiesWithPsk } from './proxies.ts';
import { fakePsk } from './secrets.ts';
import { SECRET_TEMPLATES, secretOf } from './templates.ts';

/** A macro whose value no API gives back. `owner` is named as `secretMacroValues` of the census names it. */
export interface SecretMacro {
  readonly owner: string;
  readonly macro: string;
  readonly value: string;
}

/** What an action or a script names and a restore does not bring: all by name. */
export interface ActionNeeds {
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
}

/** What populate has made, by name. Lists hold only what this version has. */
export interface PopulateResult {
  readonly version: LabVersion;
  readonly hostGroups: readonly string[];
  /** Template groups; in 5.0 and 6.0 host groups that only templates are in. */
  readonly templateGroups: readonly string[];
  /** Technical names. */
  readonly templates: readonly string[];
  /** Technical names, without the plain hosts. */
  readonly hosts: readonly string[];
  readonly plainHosts: { readonly count: number; readonly prefix: string };
  readonly mediaTypes: readonly string[];
  readonly proxies: readonly string[];
  readonly proxyGroups: readonly string[];
  readonly services: readonly string[];
  readonly triggerActions: readonly string[];
  readonly autoregistrationActions: readonly string[];
  /** Actions of discovery, internal events and services. */
  readonly otherActions: readonly string[];
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly roles: readonly string[];
  readonly scripts: readonly string[];
  /** The sample's users and groups that each action and script names, by its key. Those that name none are not in it. */
  readonly actionNeeds: Readonly<Record<string, ActionNeeds>>;
  /** The same of maps, dashboards, screens and reports. */
  readonly visualNeeds: Readonly<Record<string, ActionNeeds>>;
  readonly hostsWithPsk: readonly { host: string; identity: string; psk: string }[];
  readonly proxiesWithPsk: readonly { proxy: string; identity: string; psk: string }[];
  readonly hostsWithCertificate: readonly string[];
  readonly secretMacros: readonly SecretMacro[];
  /** Seconds that each step took. */
  readonly seconds: Readonly<Record<string, number>>;
}

export function resultOf(
  filling: Filling,
  made: { hosts: number; prefix: string; seconds: Record<string, number> },
): PopulateResult {
  const has = (kind: string) => (name: string) => filling.ids.has(`${kind}:${name}`);
  return {
    version: filling.version,
    hostGroups: Object.values(GROUPS),
    templateGroups: Object.values(TEMPLATE_GROUPS),
    templates: Object.values(TEMPLATES),
    hosts: Object.values(HOSTS).filter(has('host')),
    plainHosts: { count: made.hosts, prefix: made.prefix },
    mediaTypes: Object.values(MEDIA_TYPES),
    proxies: Object.values(PROXIES).filter(has('proxy')),
    proxyGroups: since(filling, '7.0') ? Object.values(PROXY_GROUPS) : [],
    services: Object.values(SERVICES),
    triggerActions: Object.values(TRIGGER_ACTIONS),
    autoregistrationActions: Object.values(AUTOREGISTRATION_ACTIONS),
    otherActions: Object.values(OTHER_ACTIONS).filter(has('action')),
    users: Object.values(USERS),
    userGroups: Object.values(USER_GROUPS),
    roles: since(filling, '6.0') ? Object.values(ROLES) : [],
    scripts: Object.values(SCRIPTS).filter(has('script')),
    actionNeeds: actionNeeds(filling),
    visualNeeds: visualNeeds(filling),
    hostsWithPsk: PSK_HOSTS.map((host) => ({ host, ...fakePsk(host) })),
    proxiesWithPsk: proxiesWithPsk(filling),
    hostsWithCertificate: [HOSTS.encryptedCertificate, HOSTS.encryptedBoth],
    secretMacros: [
      ...[...SECRET_TEMPLATES, HOSTS.main, HOSTS.second].flatMap((owner) => secretMacros(owner)),
      ...prototypeSecrets(filling),
    ],
    seconds: made.seconds,
  };
}

function secretMacros(owner: string, from = owner): SecretMacro[] {
  return [
    { owner, macro: '{$LAB.SECRET}', value: secretOf(from) },
    { owner, macro: '{$LAB.SECRET:"context"}', value: `${secretOf(from)} in context` },
  ];
}

/** Host prototypes have macros from 5.2 on; the one of the template is inherited by the host that links it. */
function prototypeSecrets(filling: Filling): SecretMacro[] {
  const owners: [host: string, from: string][] = [
    [TEMPLATES.discovery, TEMPLATES.discovery],
    [HOSTS.main, TEMPLATES.discovery],
    [HOSTS.discovering, HOSTS.discovering],
  ];
  return since(filling, '6.0')
    ? owners.flatMap(([host, from]) =>
        secretMacros(censusKey(host, SECRET_RULE, SECRET_HOST_PROTOTYPE), `prototype of ${from}`),
      )
    : [];
}

function actionNeeds(filling: Filling): Record<string, ActionNeeds> {
  const both = Object.values(USER_GROUPS);
  const night = { users: [], userGroups: [USER_GROUPS.night] };
  const registration = { users: [USERS.unicode], userGroups: both };
  return {
    [TRIGGER_ACTIONS.everything]: { users: [USERS.operator, USERS.unicode], userGroups: both },
    [TRIGGER_ACTIONS.formula]: { users: [USERS.unicode], userGroups: [] },
    [TRIGGER_ACTIONS.users]: { users: [USERS.nobody, USERS.operator], userGroups: [] },
    [TRIGGER_ACTIONS.disabled]: night,
    [AUTOREGISTRATION_ACTIONS.everything]: registration,
    [OTHER_ACTIONS.discovery]: registration,
    [OTHER_ACTIONS.internal]: night,
    [OTHER_ACTIONS.internalFormula]: {
      users: [USERS.operator, USERS.unicode],
      userGroups: [USER_GROUPS.night],
    },
    ...(since(filling, '6.0')
      ? {
          [OTHER_ACTIONS.service]: night,
          [OTHER_ACTIONS.serviceFormula]: { users: [USERS.operator], userGroups: [USER_GROUPS.night] },
        }
      : {}),
    ...scriptNeeds(filling),
  };
}

/** Scripts for one group of users only, by their places in the menu where names alone do not tell them apart. */
function scriptNeeds(filling: Filling): Record<string, ActionNeeds> {
  const night = { users: [], userGroups: [USER_GROUPS.night] };
  const path = since(filling, '6.0') && !since(filling, '7.0') ? '' : 'Lab/Tools & <b>/';
  return {
    [`${path}${MENU_SCRIPTS.ipmi}`]: night,
    ...(since(filling, '6.0')
      ? {
          [`${since(filling, '7.0') ? 'Lab/' : ''}${MENU_SCRIPTS.key}`]: {
            users: [],
            userGroups: [USER_GROUPS.operators],
          },
        }
      : {}),
    ...(since(filling, '7.0') ? { [`Lab/Links/${MENU_SCRIPTS.url}`]: night } : {}),
  };
}

function visualNeeds(filling: Filling): Record<string, ActionNeeds> {
  const both = Object.values(USER_GROUPS);
  const all = { users: Object.values(USERS), userGroups: both };
  return {
    [MAPS.middle]: { users: [USERS.operator, USERS.unicode], userGroups: [USER_GROUPS.night] },
    [MAPS.above]: all,
    [DASHBOARDS.everything]: all,
    [DASHBOARDS.empty]: { users: [USERS.nobody], userGroups: [] },
    ...(since(filling, '6.0')
      ? {
          [REPORTS.weekly]: all,
          [REPORTS.daily]: { users: [USERS.operator], userGroups: [] },
        }
      : { [SCREENS.everything]: all }),
  };
}
