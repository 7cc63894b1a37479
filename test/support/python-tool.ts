import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabApi, labApi } from '../../lab/api.ts';
import type { LabServer } from '../../lab/zabbix.ts';

type Row = Record<string, unknown>;

/** The classes of id_map_backup.json: the API's name, the id's, and the field that names an object. */
const CLASSES: Readonly<Record<string, readonly [api: string, id: string, name: string, option: string]>> = {
  templates: ['template', 'templateid', 'host', 'templates'],
  hostgroups: ['hostgroup', 'groupid', 'name', 'groups'],
  hosts: ['host', 'hostid', 'host', 'hosts'],
  mediatypes: ['mediatype', 'mediatypeid', 'name', 'mediaTypes'],
};

/**
 * Writes a folder as the Python tool leaves it of Zabbix 5.0 or 6.0: whole export documents as the API gave them, rows
 * of X.get with their ids (null where there are none), and a map of ids.
 */
export async function backUpAsPythonTool(server: LabServer, dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const api = await labApi(server);
  const ids: Record<string, Row[]> = {};
  for (const [kind, [name, id, nameField, option]] of Object.entries(CLASSES)) {
    const rows = await api.call<Row[]>(`${name}.get`, { output: 'extend' });
    ids[kind] = rows.map((row) => ({ [id]: row[id], [nameField]: row[nameField], hash: hashOf(row) }));
    const options = { [option]: rows.map((row) => row[id]) };
    writeFileSync(
      join(dir, `${kind}.json`),
      await api.call<string>('configuration.export', { options, format: 'json' }),
    );
  }
  await writeRows(api, join(dir, 'services.json'), 'service.get', { output: 'extend' });
  await writeRows(api, join(dir, 'proxies.json'), 'proxy.get', { output: 'extend' });
  for (const [file, eventsource] of [
    ['reg_actions', 2],
    ['trigger_actions', 0],
  ] as const) {
    await writeRows(api, join(dir, `${file}.json`), 'action.get', {
      output: 'extend',
      selectOperations: 'extend',
      selectRecoveryOperations: 'extend',
      selectFilter: 'extend',
      filter: { eventsource },
    });
  }
  writeFileSync(join(dir, 'id_map_backup.json'), JSON.stringify(ids));
}

/** In the place of the map of ids: what the tool's first versions kept, templates and host groups alone. */
export async function firstVersionsIds(server: LabServer): Promise<string> {
  const api = await labApi(server);
  const templates = await api.call('template.get', { output: ['templateid', 'host'] });
  const hostgroups = await api.call('hostgroup.get', { output: ['groupid', 'name'] });
  return JSON.stringify({ templates, hostgroups });
}

async function writeRows(api: LabApi, file: string, method: string, params: Row): Promise<void> {
  const rows = await api.call<Row[]>(method, params);
  writeFileSync(file, JSON.stringify(rows.length === 0 ? null : rows));
}

/** Nothing reads it; the tool's own hash is of other text. */
function hashOf(row: Row): string {
  return createHash('md5').update(JSON.stringify(row)).digest('hex');
}
