import { type LabApi, labApi } from '../../lab/api.ts';
import type { LabServer } from '../../lab/zabbix.ts';

/** Names that a careless program would take for paths, or that would do something to a terminal or a file. */
export const STRANGE = {
  up: '../../../../../../tmp/concierge-e2e-evil',
  absolute: '/tmp/concierge-e2e-evil',
  here: '..',
  file: 'manifest.json',
  controls: 'bell \u0007 escape \u001b[2J delete \u007f \u0001 end',
  lines: 'tab\tline\nline\r\nend',
  bidi: 'right to left \u202e zero \u200b width \ufeff',
  braces: '{#MACRO} {$USER} {HOST.NAME} %s $(id) `id` \\0 %00',
} as const;

/** A name as long as the class has room for, of characters of two bytes. */
function long(length: number): string {
  return 'ü'.repeat(length);
}

/** Objects of one class: a name each, and what else a create call takes. */
interface Strange {
  readonly kind: string;
  readonly objects: readonly Record<string, unknown>[];
}

/**
 * Makes objects of every class that is backed up, under names as strange as Zabbix allows there: technical names hold
 * letters, digits, dots and dashes only, groups do not begin with a slash, all else holds what one likes.
 */
export async function makeStrangeNames(server: LabServer): Promise<void> {
  const api = await labApi(server);
  for (const { kind, objects } of [...named(api), ...(await hostsAndTemplates(api))]) {
    await api.call(`${kind}.create`, objects);
  }
  await makeItems(api);
}

function named({ version }: LabApi): Strange[] {
  const all = Object.values(STRANGE);
  const groups = [...all.filter((name) => !name.startsWith('/')), long(255)].map((name) => ({ name }));
  const tell = {
    operationtype: 0,
    opmessage: { default_msg: 1, mediatypeid: '0' },
    opmessage_grp: [{ usrgrpid: '7' }],
  };
  const classic = version === '5.0' ? { showsla: 0, goodsla: '99' } : {};
  return [
    { kind: 'hostgroup', objects: groups },
    ...(version === '7.0' ? [{ kind: 'templategroup', objects: groups }] : []),
    {
      kind: 'mediatype',
      objects: [...all, long(100)].map((name) => ({
        name,
        type: 2,
        gsm_modem: '/dev/null',
        description: name,
      })),
    },
    {
      kind: 'proxy',
      objects: ['..', 'manifest.json', 'z'.repeat(128)].map((name) =>
        version === '7.0' ? { name, operating_mode: 0 } : { host: name, status: 5 },
      ),
    },
    {
      kind: 'service',
      objects: [...all, long(128)].map((name) => ({ name, algorithm: 1, sortorder: 0, ...classic })),
    },
    {
      kind: 'action',
      objects: [...all, long(255)].map((name) => ({
        name,
        eventsource: 0,
        esc_period: '1h',
        operations: [tell],
      })),
    },
  ];
}

/** Their visible names are free. */
async function hostsAndTemplates(api: LabApi): Promise<Strange[]> {
  const groups = await firstGroup(api, 'hostgroup');
  const templateGroups = await firstGroup(api, api.version === '7.0' ? 'templategroup' : 'hostgroup');
  const visible = [...Object.values(STRANGE), long(128)];
  const local = { main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050', type: 1 };
  return [
    {
      kind: 'template',
      objects: visible.map((name, number) => ({
        host: ['..', 'manifest.json', 't'.repeat(128)][number] ?? `strange-template-${number}`,
        name: name === long(128) ? 'ä'.repeat(128) : `template: ${name}`,
        groups: templateGroups,
        macros: [{ macro: '{$STRANGE}', value: name }],
      })),
    },
    {
      kind: 'host',
      objects: visible.map((name, number) => ({
        host: ['...', 'hosts.json', 'h'.repeat(128)][number] ?? `strange-host-${number}`,
        name,
        groups,
        interfaces: [local],
      })),
    },
  ];
}

async function firstGroup(api: LabApi, kind: string): Promise<{ groupid: string }[]> {
  return await api.call(`${kind}.get`, { output: ['groupid'], limit: 1 });
}

async function makeItems(api: LabApi): Promise<void> {
  const [host] = await api.call<{ hostid: string }[]>('host.get', { output: [], filter: { host: '...' } });
  await api.call(
    'item.create',
    [...Object.values(STRANGE), long(255)].map((name, number) => ({
      hostid: host?.hostid,
      name,
      key_: `strange[${number},../../etc/passwd,"\u0001 \u001b[2J"]`,
      type: 2,
      value_type: 3,
    })),
  );
}
