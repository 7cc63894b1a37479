import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Fault,
  type Gateway,
  type GatewayRequest,
  startGateway,
  type WholeAnswer,
} from '../lab/gateway.ts';
import type { StoreServer } from '../lab/storage/server.ts';
import { hashes, useFolders } from './support/folders.ts';
import { fileName, writeManifest, writePlainBackup } from './support/plain-backup.ts';
import { expectExit, start } from './support/program.ts';
import { namesIn } from './support/store-contract.ts';
import { CLOUDS, open, STORES } from './support/stores.ts';

const folder = useFolders();
const FILES = 20;

/** Whether a request writes an object of this name, whatever way its store has for that. */
function writes({ method, body, verb }: GatewayRequest, name: string): boolean {
  if (verb === 'GET' || verb === 'HEAD' || verb === 'DELETE') return false;
  return method.includes(name) || (typeof body === 'string' && body.slice(0, 600).includes(name));
}

describe.each(CLOUDS)('a store at fault: %s', (which) => {
  let server: StoreServer;
  let gateway: Gateway | undefined;
  let places = 0;
  beforeAll(async () => {
    server = await (STORES[which] as () => Promise<StoreServer>)();
  });
  afterAll(() => server?.stop());
  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
  });

  /** A backup, and the settings with which it goes to a place of its own through a gateway with these faults. */
  async function prepared(onRequest: (sent: GatewayRequest) => Fault | undefined) {
    const dir = folder();
    writePlainBackup(dir, { files: FILES });
    places += 1;
    const place = `faults-${places}`;
    gateway = await startGateway(server.url, {
      keepsHost: true,
      onRequest,
    });
    const { url } = gateway;
    const environment = (config: string, through = true): Record<string, string> => ({
      ...server.environment(through ? url : undefined),
      STORAGE_LOCATION: server.location,
      STORAGE_FOLDER: place,
      ZBX_CONFIG_DIR: config,
    });
    return { dir, environment, store: await open(server, place) };
  }

  it('fails every third request: everything arrives all the same', async () => {
    const faults: Fault[] = [
      { kind: 'status', status: 503 },
      { kind: 'cut', when: 'before' },
      { kind: 'status', status: 500, when: 'after' },
      { kind: 'cut', when: 'after' },
      { kind: 'truncate' },
    ];
    // Which requests are the third is chance where several are under way: an object that was hit three times is let
    // through, whichever of its requests it was, as the program gives up after five tries.
    const hits = new Map<string, number>();
    const { dir, environment } = await prepared(({ n, verb, method, body }) => {
      const start = typeof body === 'string' ? body.slice(0, 600) : '';
      const object =
        /(part_\d+|large|manifest)\.json/.exec(`${method} ${start}`)?.[0] ??
        `${verb} ${method.split('?')[0]}`;
      const hit = hits.get(object) ?? 0;
      if (n % 3 !== 0 || hit === 3) return undefined;
      hits.set(object, hit + 1);
      return faults[(n / 3) % faults.length];
    });
    writeFileSync(join(dir, 'large.json'), randomBytes(9_000_000));
    writeManifest(
      dir,
      readdirSync(dir).filter((name) => name !== 'manifest.json'),
    );
    const up = await expectExit(0, ['upload', '--verbose'], environment(dir));
    expect(up.stderr).toMatch(/try 1 failed/u);
    const back = folder();
    await expectExit(0, ['download', 'backup'], environment(back));
    expect(hashes(back)).toEqual(hashes(dir));
  });

  it('is slow: nothing is given up', async () => {
    const { dir, environment } = await prepared(() => ({ kind: 'delay', milliseconds: 150 }));
    await expectExit(0, ['upload'], environment(dir));
    const back = folder();
    await expectExit(0, ['download', 'backup'], environment(back));
    expect(hashes(back)).toEqual(hashes(dir));
  });

  it('has another checksum than what was sent: the backup does not become whole', async () => {
    const { dir, environment, store } = await prepared((sent) =>
      writes(sent, fileName(7)) ? { kind: 'alter', alter: withOtherChecksum } : undefined,
    );
    const up = await expectExit(1, ['upload'], environment(dir));
    expect(up.stderr).toContain(fileName(7));
    expect(up.stderr).toContain('checksum');
    expect(up.stdout).toContain('is incomplete');
    expect(await namesIn(store)).not.toContain('backup/manifest.json');
    await expectExit(4, ['download', 'backup'], environment(folder()));
  });

  it('fails for one file for good: it is named, and the next upload sends only it and the manifest', async () => {
    const { dir, environment, store } = await prepared((sent) =>
      writes(sent, fileName(3)) ? { kind: 'status', status: 503 } : undefined,
    );
    const up = await expectExit(1, ['upload', '--json'], environment(dir));
    expect(up.json()).toMatchObject({ sent: FILES - 1, failed: [{ name: fileName(3) }] });
    expect(await namesIn(store)).not.toContain('backup/manifest.json');
    const again = await expectExit(0, ['upload', '--json'], environment(dir, false));
    expect(again.json()).toMatchObject({ sent: 2, unchanged: FILES - 1 });
    const back = folder();
    await expectExit(0, ['download', 'backup'], environment(back));
    expect(hashes(back)).toEqual(hashes(dir));
  });

  it('sees an upload killed: a first one, and one that replaces a whole backup', async () => {
    let hangs = false;
    let hanging = 0;
    const { dir, environment, store } = await prepared((sent) => {
      if (!hangs || !writes(sent, fileName(11))) return undefined;
      hanging += 1;
      return { kind: 'hang', when: 'before' };
    });
    for (const salt of ['first', 'second']) {
      writePlainBackup(dir, { files: FILES, salt });
      hangs = true;
      hanging = 0;
      const running = start(['upload'], environment(dir));
      await expect.poll(() => hanging, { timeout: 30_000 }).toBeGreaterThan(0);
      running.child.kill('SIGKILL');
      await running.ended;
      hangs = false;
      // s3rver lists nothing while it clears up after a cut upload.
      await expect.poll(() => namesIn(store), { timeout: 10_000 }).not.toContain('backup/manifest.json');
      const refused = await expectExit(4, ['download', 'backup'], environment(folder()));
      expect(refused.stderr).toContain('is incomplete');
      const again = await expectExit(0, ['upload', '--json'], environment(dir));
      expect(again.json().unchanged).toBeGreaterThan(0);
      const back = folder();
      await expectExit(0, ['download', 'backup'], environment(back));
      expect(hashes(back)).toEqual(hashes(dir));
    }
  });

  it('cuts what it sends, short of its length or as if it were whole: nothing appears that is not whole', async () => {
    let clean = false;
    let isOn = false;
    const { dir, environment } = await prepared(({ verb, method }) =>
      isOn && verb === 'GET' && method.includes(fileName(5)) ? { kind: 'truncate', clean } : undefined,
    );
    await expectExit(0, ['upload'], environment(dir));
    isOn = true;
    const back = folder();
    // Each try gets half of what is left: in the end it is all there, or the tries are used up.
    const cut = await start(['download', 'backup'], environment(back)).ended;
    if (cut.exitCode === 0) expect(hashes(back)).toEqual(hashes(dir));
    else expect(existsSync(back)).toBe(false);
    rmSync(back, { recursive: true, force: true });
    clean = true;
    const short = await expectExit(4, ['download', 'backup'], environment(back));
    expect(short.stderr).toContain(`${fileName(5)} is not as the backup wrote it`);
    expect(readdirSync(dirname(back))).toEqual([]);
  });

  it('is not there: what to do is said', async () => {
    const { dir, environment } = await prepared(() => undefined);
    await gateway?.stop();
    gateway = undefined;
    const up = await expectExit(1, ['upload'], environment(dir));
    expect(up.stderr).toMatch(/does not answer as it should\nwhy: {5}.*ECONNREFUSED/u);
    const missing = {
      ...environment(dir, false),
      STORAGE_LOCATION: server.location.replace('backups', 'not-there'),
    };
    const nowhere = await expectExit(2, ['upload'], missing);
    expect(nowhere.stderr).toMatch(/does not exist/u);
  });
});

/** Every digest of MD5 in an answer, in its headers and its body, is another one. */
function withOtherChecksum({ status, headers, body }: WholeAnswer): WholeAnswer {
  const other = Buffer.alloc(16, 7);
  const hex = other.toString('hex');
  const base64 = other.toString('base64');
  const altered = { ...headers };
  if (altered.etag !== undefined && /^"[0-9a-f]{32}"$/u.test(altered.etag)) altered.etag = `"${hex}"`;
  if (altered['content-md5'] !== undefined) altered['content-md5'] = base64;
  const text = body.toString().replace(/"md5Hash":"[^"]*"/u, `"md5Hash":"${base64}"`);
  return { status, headers: altered, body: Buffer.from(text) };
}
