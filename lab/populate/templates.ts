import { create, type Fields, type Filling, idOf, since } from './filling.ts';
import { makeOwnValueMaps, templateGroupKind } from './groups.ts';
import { GROUPS, TEMPLATE_GROUPS, TEMPLATES } from './names.ts';

/** Which templates a template links, once both are filled. Three levels; Zabbix refuses a template linked twice. */
const LINKS: readonly [template: string, links: readonly string[]][] = [
  [TEMPLATES.left, [TEMPLATES.base]],
  [TEMPLATES.top, [TEMPLATES.left, TEMPLATES.right]],
];

/** The templates themselves, without what stands on them and without their links. */
export async function makeTemplates(filling: Filling): Promise<void> {
  const ids = await create(
    filling,
    'template',
    Object.values(TEMPLATES).map((name) => template(filling, name)),
  );
  await makeOwnValueMaps(filling, ids);
}

/** Links templates to each other: last, so that everything is inherited in one go. */
export async function linkTemplates(filling: Filling): Promise<void> {
  for (const [name, links] of LINKS) {
    await filling.api.call('template.update', {
      templateid: idOf(filling, 'template', name),
      templates: links.map((link) => ({ templateid: idOf(filling, 'template', link) })),
    });
  }
}

function template(filling: Filling, host: string): Fields {
  const groups = [TEMPLATE_GROUPS.root, ...(MORE_GROUPS[host] ?? [])];
  const kind = templateGroupKind(filling);
  return {
    host,
    name: VISIBLE[host] ?? host,
    groups: groups.map((group) => ({ groupid: idOf(filling, kind, group) })),
    description: DESCRIPTIONS[host] ?? '',
    tags: TAGS[host] ?? [],
    macros: templateMacros(filling, host),
    ...(since(filling, '7.0') && host === TEMPLATES.everyItem
      ? { vendor_name: 'Lab & Söhne "GmbH"', vendor_version: '7.0-1' }
      : {}),
  };
}

const MORE_GROUPS: Record<string, readonly string[]> = {
  [TEMPLATES.base]: [TEMPLATE_GROUPS.base],
  [TEMPLATES.everyItem]: [TEMPLATE_GROUPS.unicode, TEMPLATE_GROUPS.base],
};

const VISIBLE: Record<string, string> = {
  [TEMPLATES.base]: 'Lab base: Ünïcödé <&> "quoted" \'single\' 日本語 🐘',
  [TEMPLATES.everyItem]: 'Lab: every item type / and "credentials"',
};

const DESCRIPTIONS: Record<string, string> = {
  [TEMPLATES.base]: 'windows line\r\nsecond windows line\r\n\r\nafter an empty one',
  [TEMPLATES.everyItem]: 'unix line\nsecond unix line with <xml attr="1"> & \'quotes\'\n\ttabbed 日本語',
  [TEMPLATES.top]: '  leading and trailing blanks  ',
};

const TAGS: Record<string, readonly Fields[]> = {
  [TEMPLATES.base]: [
    { tag: 'level', value: '1' },
    { tag: 'level', value: 'base' },
    { tag: 'Ünïcode <&> "tag"', value: "it's" },
    { tag: 'empty', value: '' },
  ],
  [TEMPLATES.top]: [{ tag: 'level', value: '3' }],
};

function templateMacros(filling: Filling, host: string): Fields[] {
  if (host !== TEMPLATES.base && host !== TEMPLATES.everyItem && host !== TEMPLATES.top) {
    return [];
  }
  return [
    ...macros(filling, host),
    { macro: '{$LAB.LEVEL}', value: host, description: `set on ${host}, overridden further up` },
  ];
}

/** Macros of every type and context that the version knows, for one template or host. */
export function macros(filling: Filling, owner: string): Fields[] {
  return [
    {
      macro: '{$LAB.PLAIN}',
      value: `plain value of ${owner} <&> "ü"`,
      description: 'a description\nof two lines',
    },
    { macro: '{$LAB.EMPTY}', value: '' },
    { macro: '{$LAB.LIMIT}', value: '90' },
    { macro: '{$LAB.LIMIT:"/var/log"}', value: '80', description: 'with a context' },
    { macro: '{$LAB.LIMIT:"a \\"quoted\\" context"}', value: '70' },
    {
      macro: '{$LAB.SECRET}',
      value: secretOf(owner),
      type: 1,
      description: 'a secret that no API gives back',
    },
    { macro: '{$LAB.SECRET:"context"}', value: `${secretOf(owner)} in context`, type: 1 },
    ...(since(filling, '6.0')
      ? [
          {
            macro: '{$LAB.LIMIT:regex:"^/(var|srv)/.*$"}',
            value: '60',
            description: 'regular expression context',
          },
          { macro: '{$LAB.VAULT}', value: 'secret/lab:password', type: 2, description: 'path in a vault' },
        ]
      : []),
  ];
}

/** The value of the secret macro of one template or host. */
export function secretOf(owner: string): string {
  return `fake secret of ${owner} <&> "ü"`;
}

/** Templates and hosts that hold secret macros, filled in by whoever makes them. */
export const SECRET_TEMPLATES = [TEMPLATES.base, TEMPLATES.everyItem, TEMPLATES.top] as const;

/** The group ids of a host. */
export function hostGroups(filling: Filling, ...names: (keyof typeof GROUPS)[]): { groupid: string }[] {
  return names.map((name) => ({ groupid: idOf(filling, 'hostgroup', GROUPS[name]) }));
}
