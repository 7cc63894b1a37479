import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from '../lab/gateway.ts';
import { ACCOUNT, connectionString, KEY, startAzurite } from '../lab/storage/azurite.ts';
import { type GcsStandIn, startGcs } from '../lab/storage/gcs.ts';
import { SECRET_KEY, startS3rver } from '../lab/storage/s3rver.ts';
import type { StoreServer } from '../lab/storage/server.ts';
import { hashes, useFolders } from './support/folders.ts';
import { manifestOf, writePlainBackup } from './support/plain-backup.ts';
import { type Ended, expectExit, run } from './support/program.ts';
import { toStore } from './support/store-contract.ts';
import { open } from './support/stores.ts';

const folder = useFolders();
const LOUD = ['--verbose', '--debug'];
const WRONG_KEY = Buffer.from('a key that is wrong and must not be shown').toString('base64');
const WRONG_SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYWRONGKEY';
const WRONG_ID = 'AKIAIOSFODNN7WRONGID';
const SIGNATURE = 'c2lnbmF0dXJlIHRoYXQgbXVzdCBub3QgYmUgc2hvd24=';

let gcs: GcsStandIn;
let azure: StoreServer;
let s3: StoreServer;
let dir: string;
beforeAll(async () => {
  [gcs, azure, s3] = await Promise.all([startGcs(), startAzurite(), startS3rver()]);
  dir = folder();
  writePlainBackup(dir, { files: 3 });
});
afterAll(() => Promise.all([gcs, azure, s3].map((server) => server?.stop())));

function at(server: StoreServer, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...server.environment(), STORAGE_LOCATION: server.location, ZBX_CONFIG_DIR: dir, ...more };
}

/** Runs upload and download loudly, as text and as JSON, and looks for the secrets in all that they say. */
async function hear(
  exitCode: number,
  environment: Record<string, string>,
  secrets: readonly string[],
): Promise<string> {
  let said = '';
  const commands = [['upload'], ['upload', '--json'], ['download', 'backup', '--config-dir', folder()]];
  // What does not answer is tried for some seconds: once is enough.
  for (const args of exitCode === 1 ? commands.slice(0, 1) : commands) {
    const ended: Ended = await run([...args, ...LOUD], environment);
    expect(ended.exitCode, ended.stderr).toBe(exitCode);
    said += ended.stdout + ended.stderr;
  }
  const parts = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  for (const part of parts) expect(said).not.toContain(part);
  return said;
}

describe('credentials are in no output', () => {
  it('of Google Cloud: a key that is wrong, cut, missing, no JSON; a token that is refused', async () => {
    const text = readFileSync(gcs.keyFile, 'utf8');
    const key = JSON.parse(text);
    const lines = (key.private_key as string).split('\n').filter((line) => line.length > 30);
    const wrong = join(dirname(dir), 'wrong.json');
    const file = { GCP_CREDENTIAL_FILE: wrong };
    writeFileSync(wrong, JSON.stringify({ ...key, client_email: 'somebody@else' }));
    expect(await hear(2, at(gcs, file), lines)).toContain('does not accept the credentials');
    writeFileSync(wrong, text.replace(lines[3] ?? '', ''));
    expect(await hear(2, at(gcs, file), lines)).toContain('private key');
    writeFileSync(wrong, text.slice(0, 900));
    expect(await hear(2, at(gcs, file), lines)).toContain('it is no JSON');
    expect(await hear(2, at(gcs, { GCP_CREDENTIAL_FILE: `${wrong}.not` }), lines)).toContain(
      'there is no such file',
    );
    writeFileSync(wrong, JSON.stringify({ type: 'service_account_2', private_key: key.private_key }));
    await hear(2, at(gcs, file), lines);

    const gateway = await startGateway(gcs.url, {
      keepsHost: true,
      onRequest: ({ method }) => {
        if (!method.startsWith('/token')) gcs.revokeTokens();
        return undefined;
      },
    });
    const refused = await hear(2, { ...at(gcs), ...gcs.environment(gateway.url) }, lines);
    expect(refused).toContain('Invalid Credentials');
    expect(refused).not.toMatch(/ya29\./u);
    await gateway.stop();
  });

  it('of Google Cloud: nothing is sent to another address without a credential file', async () => {
    const { GCP_CREDENTIAL_FILE: _, ...without } = at(gcs);
    expect(await hear(2, without, [])).toContain('Anonymous caller');
  });

  it('of Azure: a wrong key, a wrong string, a signature, an address that does not answer', async () => {
    const wrong = connectionString(azure.url, WRONG_KEY);
    const said = await hear(2, at(azure, { AZURE_STORAGE_CONNECTION_STRING: wrong }), [WRONG_KEY, wrong]);
    expect(said).toContain('does not');
    const broken = `AccountKey=${WRONG_KEY};nonsense`;
    await hear(2, at(azure, { AZURE_STORAGE_CONNECTION_STRING: broken }), [WRONG_KEY]);
    const sas = `sv=2021-12-02&ss=b&srt=sco&sp=rwl&se=2099-01-01&sig=${encodeURIComponent(SIGNATURE)}`;
    const signed = `BlobEndpoint=${azure.url}/${ACCOUNT};SharedAccessSignature=${sas}`;
    await hear(2, at(azure, { AZURE_STORAGE_CONNECTION_STRING: signed }), [SIGNATURE]);
    const nobody = connectionString('http://127.0.0.1:9', WRONG_KEY);
    await hear(1, at(azure, { AZURE_STORAGE_CONNECTION_STRING: nobody }), [WRONG_KEY]);
    expect(await hear(2, { STORAGE_LOCATION: azure.location, ZBX_CONFIG_DIR: dir }, [])).toContain('account');
  });

  it('of S3: a wrong secret, half a key, a file, an address that does not answer', async () => {
    // s3rver does not compute signatures of version 4; it knows its own access keys only.
    const wrong = { AWS_SECRET_ACCESS_KEY: WRONG_SECRET, AWS_ACCESS_KEY_ID: WRONG_ID };
    expect(await hear(2, at(s3, wrong), [WRONG_SECRET, WRONG_ID])).toContain(
      'does not accept the credentials',
    );
    const { AWS_ACCESS_KEY_ID: _, ...half } = at(s3, wrong);
    expect(await hear(2, half, [WRONG_SECRET])).toContain('Half of an access key');
    const { AWS_SECRET_ACCESS_KEY: __, ...none } = half;
    const file = join(dirname(dir), 'credentials');
    writeFileSync(
      file,
      `[default]\naws_access_key_id = ${WRONG_ID}\naws_secret_access_key = ${WRONG_SECRET}\n`,
    );
    await hear(2, { ...none, AWS_CREDENTIAL_FILE: file }, [WRONG_SECRET]);
    writeFileSync(file, `[default]\naws_secret_access_key = ${WRONG_SECRET}\n`);
    await hear(2, { ...none, AWS_CREDENTIAL_FILE: file }, [WRONG_SECRET]);
    writeFileSync(file, `[other]\naws_access_key_id = S3RVER\naws_secret_access_key = ${SECRET_KEY}\n`);
    await expectExit(0, ['upload'], { ...none, AWS_CREDENTIAL_FILE: file, AWS_PROFILE: 'other' });
    await hear(1, at(s3, { ...wrong, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' }), [WRONG_SECRET]);
  });

  it('of whatever is put into the location', async () => {
    for (const location of [`s3://AKIA:${WRONG_SECRET}@bucket/x`, `azblob://c/x?sig=${SIGNATURE}`]) {
      await hear(2, { STORAGE_LOCATION: location, ZBX_CONFIG_DIR: dir }, [WRONG_SECRET, SIGNATURE]);
    }
    const doctor = await run(
      ['doctor', ...LOUD],
      at(azure, { AZURE_STORAGE_KEY: KEY, AZURE_STORAGE_SAS_TOKEN: SIGNATURE }),
    );
    for (const secret of [KEY, SIGNATURE]) expect(doctor.stdout + doctor.stderr).not.toContain(secret);
  });
});

describe('names in a store that are no names of files', () => {
  it('never become a file outside the folder, nor hidden, nor over another', async () => {
    const { signal } = new AbortController();
    await expectExit(0, ['upload'], at(gcs, { STORAGE_FOLDER: 'names' }));
    const store = await open(gcs, 'names');
    const bad = [
      '../../outside',
      '..\\..\\outside',
      '/tmp/outside-absolute',
      'C:\\outside',
      'C:outside',
      'sub/../../../outside',
      '.git/hooks/post-checkout',
      'MANIFEST.json',
      'PART_00001.json',
      'manifest.json/x',
      'tab\there',
      'dot./x',
    ];
    for (const name of [...bad, 'notes/fine.txt']) {
      await store.put(toStore(`backup/${name}`, Buffer.from('from the store')), signal);
    }
    const back = folder();
    const down = await expectExit(
      0,
      ['download', 'backup', '--json'],
      at(gcs, { STORAGE_FOLDER: 'names', ZBX_CONFIG_DIR: back }),
    );
    expect(down.json().warnings).toHaveLength(bad.length);
    expect(hashes(back)).toEqual({ ...hashes(dir), 'notes/fine.txt': expect.any(String) });
    expect(readdirSync(dirname(back))).toEqual(['backup']);
    expect(existsSync('/tmp/outside-absolute')).toBe(false);
  });

  it('are refused in a manifest too', async () => {
    const { signal } = new AbortController();
    const store = await open(gcs, 'manifest');
    const manifest = manifestOf({ '../../outside.json': { size: 1, sha256: '0'.repeat(64) } });
    await store.put(toStore('backup/manifest.json', Buffer.from(JSON.stringify(manifest))), signal);
    await store.put(toStore('backup/../../outside.json', Buffer.from('x')), signal);
    const back = folder();
    const env = at(gcs, { STORAGE_FOLDER: 'manifest', ZBX_CONFIG_DIR: back });
    await expectExit(2, ['download', 'backup'], env);
    await expectExit(2, ['download', '../backup'], env);
    expect(readdirSync(dirname(back))).toEqual([]);
  });
});

describe('settings that contradict each other', () => {
  it.each([
    [{ STORAGE_LOCATION: 's3://bucket', CLOUD_ENGINE: 'gcp' }, 'contradict each other'],
    [{ STORAGE_LOCATION: 'ftp://bucket' }, 'no store'],
    [{ STORAGE_LOCATION: 'bucket', CLOUD_ENGINE: 'oracle' }, 'none of gcp, azure, aws, local'],
    [{}, 'Where backups are kept is not known'],
  ])('%o', async (environment, message) => {
    const ended = await expectExit(2, ['upload'], { ZBX_CONFIG_DIR: dir, ...environment });
    expect(ended.stderr).toContain(message);
  });

  it('the name of a bucket with an engine is a location', async () => {
    const args = [
      '--cloud-engine',
      'azure',
      'cloud',
      '--storage-location',
      azure.bucket,
      '--config-dir',
      dir,
    ];
    const up = await expectExit(0, [...args, '--storage-folder', 'python', 'upload'], azure.environment());
    expect(up.stdout).toContain('azblob://backups/python/backup');
  });
});
