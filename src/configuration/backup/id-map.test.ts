import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { parseVersion } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import { simpleIdMap, writeIdMap } from './id-map.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const ROWS: Record<string, JsonObject[]> = {
  'template.get': [
    { templateid: '2', host: 'B', name: 'b' },
    { templateid: '1', host: 'A', name: 'a' },
  ],
  'hostgroup.get': [{ groupid: '3', name: 'Linux' }],
  'host.get': [],
  'mediatype.get': [{ mediatypeid: '4', name: 'Mail', passwd: 'secret' }],
};

const zabbix: Zabbix = {
  version: parseVersion('7.0.22'),
  url: 'http://localhost',
  writes: 0,
  calls: 0,
  call: <T>(method: string) => Promise.resolve(ROWS[method] as T),
  proveLogin: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

describe('simpleIdMap', () => {
  it('holds id, name and hash, sorted by name', async () => {
    const hash = createHash('md5').update('{"host": "A", "name": "a"}').digest('hex');
    expect(await simpleIdMap(zabbix)).toEqual({
      templates: [
        { host: 'A', hash, templateid: '1' },
        { host: 'B', hash: expect.stringMatching(/^[0-9a-f]{32}$/), templateid: '2' },
      ],
      hostgroups: [{ name: 'Linux', hash: expect.any(String), groupid: '3' }],
      hosts: [],
      mediatypes: [{ name: 'Mail', hash: expect.any(String), mediatypeid: '4' }],
    });
    expect(JSON.stringify(await simpleIdMap(zabbix))).not.toContain('secret');
  });
});

describe('writeIdMap', () => {
  it('writes the file whole, in place of an earlier one, shut to others', async () => {
    const dir = join(temporaryFolder(), 'new');
    const map = await simpleIdMap(zabbix);
    writeIdMap(dir, { templates: [] });
    const path = writeIdMap(dir, map);
    expect(path).toBe(join(dir, 'id_map_backup.json'));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(map);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(readdirSync(dir)).toEqual(['id_map_backup.json']);
  });

  it('says where the folder is a file', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => writeIdMap(file, {})).toThrow('The map of ids could not be written');
  });
});
