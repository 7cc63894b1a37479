import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import {
  type Census,
  censusKey,
  changed,
  credentials,
  graphIds,
  hostEncryption,
  hostIds,
  itemIds,
  proxyEncryption,
  secretMacroValues,
  triggerIds,
} from '../lab/census.ts';
import { renamed } from '../lab/drift/renames.ts';
import { type DriftResult, drift } from '../lab/drift.ts';
import {
  GROUPS,
  HOSTS,
  MEDIA_TYPES,
  PROXIES,
  SERVICES,
  TEMPLATE_GROUPS,
  TEMPLATES,
} from '../lab/populate/names.ts';
import { fakePsk } from '../lab/populate/secrets.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { writesThrough } from './support/calls.ts';
import { EXPECTED, unnamed } from './support/drift-expectations.ts';
import { useFolders } from './support/folders.ts';
import { globalRows } from './support/global-rows.ts';
import { backUp, differences, expectEqual, expectExit, run, settings } from './support/program.ts';
import { onEachVersion, type Source } from './support/servers.ts';

/** The sample, changed by hand in every way that lab/drift.ts knows, and restored from a backup of how it was. */
await onEachVersion('a copy of the source that was changed by hand', (servers) => {
  const folder = useFolders();
  const dir = folder();
  const { version } = servers;
  let source: Source;
  let target: LabServer;
  let drifted: DriftResult;
  let wanted: Awaited<ReturnType<typeof censusOf>>;
  let before: Awaited<ReturnType<typeof censusOf>>;
  let after: Awaited<ReturnType<typeof censusOf>>;
  // biome-ignore lint/suspicious/noExplicitAny: the documents of --json
  let diff: any, report: any;

  beforeAll(async () => {
    source = await servers.leanSource();
    await backUp(source.server, dir);
    target = await servers.copy(source.server);
    drifted = await drift(target);
    wanted = await censusOf(source.server);
    before = await censusOf(target);
  });

  it('differs in every object that was changed, and diff names it', async () => {
    diff = await differences(target, dir);
    for (const { change } of drifted.done) {
      expect(unnamed(EXPECTED[change](version), diff.changes), change).toEqual([]);
    }
    const expected = drifted.done.flatMap(({ change }) => EXPECTED[change](version));
    const surplus = diff.changes.filter(
      ({ kind, key }: { kind: string; key: string }) =>
        !expected.some((named) => unnamed([named], [{ kind, key }]).length === 0),
    );
    expect(surplus.map(({ kind, key }: { kind: string; key: string }) => `${kind}: ${key}`)).toEqual([]);
  });

  it('is described by diff for a person: renames, fields, long texts by lines, items that would go', async () => {
    const { stdout } = await expectExit(3, ['diff'], settings(target, dir));
    expect(stdout).toContain(`~ hosts: ${HOSTS.second} (now ${renamed(HOSTS.second)})`);
    expect(stdout).toContain(`~ templates: ${TEMPLATES.right} (now ${renamed(TEMPLATES.right)})`);
    expect(stdout).toContain(`+ hosts: ${HOSTS.snmp}`);
    expect(stdout).toMatch(/description:\n(?: {6}.*\n)* {6}-altered/u);
    expect(stdout).toMatch(/Deleted for good, with all history.*\d+ items/u);
    expect(stdout).toContain(`templates: ${TEMPLATES.left}: added.by.hand`);
  });

  it('is described by diff on a page too, with the same exit code and document', async () => {
    const page = `${dir}.html`;
    const said = await expectExit(3, ['diff', '--json', '--html', page], settings(target, dir));
    expect(said.json().summary).toEqual(diff.summary);
    const html = readFileSync(page, 'utf8');
    expect(html.match(/<section class="change/gu)).toHaveLength(diff.changes.length);
    expect(html).toContain(`<span class="now">now <bdi>${renamed(HOSTS.second)}</bdi></span>`);
    await expectExit(2, ['diff', '--html', `${dir}/missing/page.html`], settings(target, dir));
  });

  it('is restored only with --allow-many, since it differs in so much: else nothing is written', async () => {
    const gateway = await servers.gateway(target);
    const { stderr } = await expectExit(4, ['restore_config', '--yes'], settings(gateway, dir));
    expect(stderr).toMatch(/\d+ of \d+ (hosts|templates) \(\d+ %\)/u);
    expect(stderr).toContain('--allow-many');
    expect(writesThrough(gateway)).toEqual([]);
  });

  it('becomes equal to the backup', async () => {
    const said = await run(['restore_config', '--allow-many', '--yes', '--json'], settings(target, dir));
    report = said.json();
    after = await censusOf(target);
    expect(report).toMatchObject({ failed: [], skipped: [], left: { changes: [] } });
    expect(said.exitCode).toBe(0);
    await expectEqual(target, dir);
  });

  it('keeps the itemid of every item that is on both sides, and has no other item than the source', () => {
    expect(changed(before.items, after.items)).toEqual([]);
    expect([...after.items.keys()].sort()).toEqual([...wanted.items.keys()].sort());
  });

  it('keeps the ids of hosts, templates, triggers and graphs, and has no others than the source', () => {
    for (const kind of ['hosts', 'triggers', 'graphs'] as const) {
      // An import ends lines with CR and LF, and takes a trigger whose expression ends them otherwise for another one.
      const lost = changed(before[kind], after[kind]).filter((name) => !name.includes('\n'));
      expect(lost, kind).toEqual([]);
      expect([...after[kind].keys()].sort(), kind).toEqual([...wanted[kind].keys()].sort());
    }
  });

  it('has what was renamed under its own name and id again', () => {
    for (const name of [HOSTS.main, HOSTS.second, TEMPLATES.right, TEMPLATES.base]) {
      expect(after.hosts.get(name), name).toBe(wanted.hosts.get(name));
    }
    // 5.0 has nothing that survives the renaming of a group.
    const groups = version === '5.0' ? [] : [GROUPS.zurich, TEMPLATE_GROUPS.base];
    for (const name of groups) expect(after.groups.get(name), name).toBe(wanted.groups.get(name));
    for (const name of [SERVICES.root, SERVICES.backend, SERVICES.lonely]) {
      expect(after.services.get(name), name).toBe(wanted.services.get(name));
    }
    for (const name of [HOSTS.second, TEMPLATES.right]) {
      expect(after.hosts.has(renamed(name))).toBe(false);
      expect(report.done).toContainEqual(expect.objectContaining({ key: name, what: 'renamed' }));
    }
  });

  it('keeps what the API never returns: values of secret macros as they were on the target', () => {
    for (const { owner, macro, value } of drifted.mustSurvive.secretMacros) {
      expect(after.secrets.get(censusKey(owner, macro))).toBe(value);
    }
    const lost = censusKey(HOSTS.second, '{$LAB.SECRET}');
    for (const [name, value] of after.secrets) {
      expect(value, name).toBe(name === lost ? '' : before.secrets.get(name));
    }
    expect([...after.secrets.keys()]).toEqual([...wanted.secrets.keys()]);
    expect(report.needs).toContainEqual(
      expect.objectContaining({ key: HOSTS.second, needs: expect.stringContaining('{$LAB.SECRET}') }),
    );
  });

  it('keeps pre-shared keys where the backup has none, and closes what it had to create', () => {
    for (const [host, encryption] of after.encryption) {
      if (host === HOSTS.encryptedPsk && version !== '5.0') {
        const { identity, psk } = wanted.encryption.get(host) ?? {};
        expect(encryption).toMatchObject({ connect: '2', accept: '2' });
        expect(encryption.identity).not.toBe(identity);
        expect(encryption.psk).toMatch(/^[0-9a-f]{64}$/u);
        expect(encryption.psk).not.toBe(psk);
        expect(report.needs).toContainEqual(
          expect.objectContaining({ key: host, needs: expect.stringContaining('pre-shared key') }),
        );
      } else if (host === HOSTS.encryptedBoth && version !== '5.0') {
        const [survived] = drifted.mustSurvive.hostsWithPsk;
        expect(encryption).toMatchObject({ identity: survived?.identity, psk: survived?.psk });
        expect(encryption).toEqual(before.encryption.get(host));
      } else expect(encryption, host).toEqual(wanted.encryption.get(host));
    }
    for (const [proxy, encryption] of wanted.proxies) {
      expect(after.proxies.get(proxy), proxy).toEqual(encryption);
    }
  });

  it('has the settings, maintenances, correlations, connectors and modules of the source, by its tables', async () => {
    const found = await globalRows(target);
    for (const [table, rows] of Object.entries(await globalRows(source.server))) {
      expect(found[table], table).toEqual(rows);
    }
    // The key went when encryption was turned off by hand, and nobody gives it back.
    const tls = await target.sql<Record<string, string>>('select tls_psk from config_autoreg_tls');
    expect(tls[0]?.tls_psk).toMatch(/^[0-9a-f]{64}$/u);
    expect(tls[0]?.tls_psk).not.toBe(fakePsk('autoregistration').psk);
    expect(report.needs).toContainEqual(
      expect.objectContaining({
        kind: 'autoregistration',
        needs: expect.stringContaining('pre-shared key'),
      }),
    );
  });

  it('has the credentials of the backup', () => {
    for (const [holder, fields] of wanted.credentials) {
      expect(after.credentials.get(holder), holder).toEqual(fields);
    }
  });

  it('keeps what the backup does not know: a media type and a proxy that go by another name now', async () => {
    const mediaTypes = await target.sql<{ name: string }>('select name from media_type');
    expect(mediaTypes.map(({ name }) => name)).toEqual(
      expect.arrayContaining([MEDIA_TYPES.webhook, renamed(MEDIA_TYPES.webhook)]),
    );
    expect(after.proxies.has(renamed(PROXIES.active))).toBe(true);
  });
});

/** All that the tests compare, read from the tables. Renamed hosts and templates go by the names of the backup. */
async function censusOf(server: LabServer) {
  const names = new Map(
    [HOSTS.second, TEMPLATES.right, 'lab.kept.never'].map((name) => [
      name === 'lab.kept.never' && server.version !== '5.0' ? `${name}.renamed` : renamed(name),
      name,
    ]),
  );
  const asBefore = <T>(census: Census<T>): Census<T> =>
    new Map(
      [...census].map(([key, value]): [string, T] => [
        [...names].reduce((text, [now, once]) => text.replaceAll(now, once), key),
        value,
      ]),
    );
  const byName = async (query: string): Promise<Census> => {
    const rows = await server.sql<{ name: string; id: string }>(query);
    return new Map(rows.map(({ name, id }) => [name, id]));
  };
  return {
    items: asBefore(await itemIds(server)),
    triggers: asBefore(await triggerIds(server)),
    graphs: asBefore(await graphIds(server)),
    hosts: asBefore(await hostIds(server)),
    secrets: asBefore(await secretMacroValues(server)),
    encryption: asBefore(await hostEncryption(server)),
    credentials: asBefore(await credentials(server)),
    proxies: await proxyEncryption(server),
    groups: await byName('select name, groupid as id from hstgrp'),
    services: await byName('select name, serviceid as id from services order by serviceid'),
  };
}
