import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type LabApi, labApi } from '../../lab/api.ts';
import type { Issued } from '../../lab/authority.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { type Ended, run, settings } from './program.ts';

/** The three texts as they go into the inventory of a dummy host. */
export interface Texts {
  readonly key: string;
  readonly ca: string;
  readonly certificate: string;
}

export function texts(ca: string, { key, certificate }: Pick<Issued, 'key' | 'certificate'>): Texts {
  return { key, ca, certificate };
}

/** Every line of PEM texts by which a part of them would be known, were it shown. */
export function tellingLines(...all: readonly string[]): string[] {
  return all
    .flatMap((text) => text.split(/\s+/u))
    .filter((line) => line.length >= 16 && !line.startsWith('-----') && !line.endsWith('-----'));
}

/** Writes the texts as files, and gives the options of `certificates put` that name them. */
export function fileOptions(folder: string, { key, ca, certificate }: Texts): string[] {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return [
    ...['--key', write('key.pem', key), '--ca', write('ca.pem', ca)],
    ...['--cert', write('cert.pem', certificate)],
  ];
}

/** Makes hosts by the API of the lab, as a person does in the front end: any alias, any texts. */
export interface HostMaker {
  readonly api: LabApi;
  /** @returns its id */
  make(host: string, alias: string, given: Partial<Texts>, more?: Record<string, unknown>): Promise<string>;
}

export async function hostMaker(server: LabServer): Promise<HostMaker> {
  const api = await labApi(server);
  const { groupids } = await api.call<{ groupids: string[] }>('hostgroup.create', { name: 'By hand' });
  return {
    api,
    async make(host, alias, { key = '', ca = '', certificate = '' }, more = {}) {
      const { hostids } = await api.call<{ hostids: string[] }>('host.create', {
        host,
        groups: [{ groupid: groupids[0] }],
        interfaces: [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }],
        status: 1,
        inventory_mode: 0,
        inventory: { alias, notes: key, poc_1_notes: ca, poc_2_notes: certificate },
        ...more,
      });
      return hostids[0] ?? '';
    },
  };
}

/** Runs a command, twice at once, plain and as loud as can be: it ends as expected, and shows nothing that is hidden. */
export async function hear(
  exitCode: number,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  hidden: readonly string[],
): Promise<Ended> {
  const loudnesses = [[], ['--json', '--verbose', '--debug']];
  const both = await Promise.all(loudnesses.map((more) => run([...args, ...more], environment)));
  for (const { exitCode: actual, stdout, stderr } of both) {
    const said = stdout + stderr;
    expect(actual, `${args.join(' ')}:\n${said.slice(-3000)}`).toBe(exitCode);
    expect(
      hidden.filter((line) => said.includes(line)),
      args.join(' '),
    ).toEqual([]);
  }
  return both[0] as Ended;
}

/** What a person sets to reach a lab server, in a state folder of the test's own. */
export function certificateSettings(server: LabServer, stateDir: string): Record<string, string> {
  return { ...settings(server), CONCIERGE_STATE_DIR: stateDir };
}
