export interface GroupDefinition {
  readonly summary: string;
}

/**
 * First words of commands that have two: `certificates put`. Such a word does nothing by itself. (A family is something
 * else: the commands of a family exist without it.)
 */
export const GROUPS = {
  certificates: { summary: 'the certificates of components, which are kept in Zabbix' },
  secrets: { summary: 'what no API gives back: passwords, keys, secret macros' },
} as const satisfies Record<string, GroupDefinition>;

export type GroupName = keyof typeof GROUPS;

export const GROUP_NAMES = Object.keys(GROUPS) as readonly GroupName[];

/** The group of a command, by its name: `certificates` of `certificates put`. */
export function groupOf(name: string): GroupName | undefined {
  return GROUP_NAMES.find((group) => name.startsWith(`${group} `));
}
