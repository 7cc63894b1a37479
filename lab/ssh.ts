import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConciergeError } from '../src/errors.ts';
import { LAB_ENVIRONMENT, run } from './command.ts';
import { freePort } from './ports.ts';
import { waitFor } from './processes.ts';
import { ensureProgram } from './tools.ts';

/** A real sshd on 127.0.0.1 that lets root in by one key. */
export interface SshServer {
  readonly port: number;
  /** A folder with a program `ssh` in it: OpenSSH's own, with the key and the host key that fit. */
  readonly path: string;
  stop(): Promise<void>;
}

/**
 * Starts sshd in the foreground; it ends with this process.
 * @param environment what commands of the other side find, besides what sshd gives
 */
export async function startSshServer(environment: Readonly<Record<string, string>>): Promise<SshServer> {
  await ensureProgram('sshd', 'openssh-server', () => {});
  await ensureProgram('ssh', 'openssh-client', () => {});
  const folder = await mkdtemp(join(tmpdir(), 'lab-ssh-'));
  const file = (name: string): string => join(folder, name);
  const port = await freePort();
  for (const name of ['host_key', 'key']) {
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file(name)]);
  }
  const hostKey = await readFile(file('host_key.pub'), 'utf8');
  await writeFile(file('known_hosts'), `[127.0.0.1]:${port} ${hostKey}`);
  await writeFile(file('sshd_config'), serverSettings(port, file, environment));
  await writeFile(
    file('ssh_config'),
    `IdentityFile ${file('key')}\nIdentitiesOnly yes\nUserKnownHostsFile ${file('known_hosts')}\nStrictHostKeyChecking yes\n`,
  );
  await mkdir(file('bin'));
  await writeFile(file('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${file('ssh_config')}' "$@"\n`);
  await chmod(file('bin/ssh'), 0o755);
  // sshd does not start without it (sshd(8)).
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });

  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file('sshd_config')], {
    cwd: '/',
    env: { ...LAB_ENVIRONMENT },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const killAtExit = (): void => void child.kill();
  process.once('exit', killAtExit);
  const stop = async (): Promise<void> => {
    process.off('exit', killAtExit);
    child.kill();
    await rm(folder, { recursive: true, force: true });
  };
  if (await waitFor(() => child.exitCode !== null || answers(port), 20, 50)) {
    if (child.exitCode === null) return { port, path: file('bin'), stop };
  }
  await stop();
  throw new ConciergeError("The lab's sshd does not start.", { why: said || 'It wrote nothing.' });
}

function serverSettings(
  port: number,
  file: (name: string) => string,
  environment: Readonly<Record<string, string>>,
): string {
  const given = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const settings: readonly (readonly [string, string])[] = [
    ['ListenAddress', `127.0.0.1:${port}`],
    ['HostKey', file('host_key')],
    ['AuthorizedKeysFile', file('key.pub')],
    // /tmp is open to all, which sshd would not like.
    ['StrictModes', 'no'],
    ['PermitRootLogin', 'prohibit-password'],
    ['PasswordAuthentication', 'no'],
    ['UsePAM', 'yes'],
    ['PidFile', 'none'],
    ['SetEnv', given.join(' ')],
  ];
  return settings.map(([name, value]) => `${name} ${value}\n`).join('');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(false));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
