import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Authority {
  /** The authority's own certificate, in PEM: what goes into ZBX_CA_FILE. */
  caFile: string;
  /** Makes a key and a certificate for an address, such as `IP:127.0.0.1` or `DNS:zabbix.example.com`. */
  issue(subjectAltName: string, options?: { days?: number }): Promise<{ key: string; cert: string }>;
  remove(): Promise<void>;
}

/** An authority of its own, made by openssl on the spot in a temporary folder. */
export async function authority(name = 'Test authority'): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'concierge-authority-'));
  const caFile = join(folder, 'ca.pem');
  const caKey = join(folder, 'ca.key');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', [
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    caKey,
    '-out',
    caFile,
  ]);
  let serial = 0;

  return {
    caFile,
    async issue(subjectAltName, { days = 1 } = {}) {
      serial += 1;
      const [key, request, cert, extensions] = ['key', 'csr', 'pem', 'ext'].map((end) =>
        join(folder, `${serial}.${end}`),
      ) as [string, string, string, string];
      await writeFile(extensions, `subjectAltName=${subjectAltName}\n`);
      await run('openssl', ['req', ...newKey, '-subj', '/CN=test', '-keyout', key, '-out', request]);
      await run('openssl', [
        ...['x509', '-req', '-in', request, '-CA', caFile, '-CAkey', caKey, '-set_serial', String(serial)],
        ...['-days', String(days), '-extfile', extensions, '-out', cert],
      ]);
      return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
