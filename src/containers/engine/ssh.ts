import process from 'node:process';
import type { Duplex } from 'node:stream';
import { withoutSecrets } from '../../settings/without-secrets.ts';
import { NoAnswerError } from './failure.ts';

/**
 * The command that reaches an Engine by ssh, as the `docker` command line does it (docker/cli, cli/connhelper): on the
 * other side `docker system dial-stdio` passes standard input and output on to the Engine's socket.
 * @param host `ssh://user@host:port/path/of/socket`; checked before (`requireHost`)
 */
export function sshCommand(host: string): string[] {
  const url = new URL(host.replace('ssh:', 'http:'));
  const port = /:(\d+)(?:\/|$)/u.exec(host.replace(/^ssh:\/\/(?:[^/@]*@)?(?:\[[^\]]*\])?/u, ''))?.[1];
  const socket = url.pathname === '/' || url.pathname === '' ? [] : ['--host', `unix://${url.pathname}`];
  return [
    ...['ssh', '-T', '-o', 'BatchMode=yes'],
    ...(url.username === '' ? [] : ['-l', decodeURIComponent(url.username)]),
    ...(port === undefined ? [] : ['-p', port]),
    ...['--', url.hostname.replace(/^\[|\]$/gu, ''), 'docker', ...socket, 'system', 'dial-stdio'],
  ];
}

/** A connection that is a running ssh. It fails with what ssh said. */
export function connectBySsh(
  host: string,
  environment: Readonly<Record<string, string | undefined>>,
): Duplex {
  const [program = 'ssh', ...args] = sshCommand(host);
  // Whoever speaks to an Engine in another way does not pay for them.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const { Duplex: Stream } = process.getBuiltinModule('node:stream');
  const child = spawn(program, args, { env: withoutSecrets(environment), stdio: ['pipe', 'pipe', 'pipe'] });
  const stream = new Stream({
    read: () => void child.stdout.resume(),
    // Where ssh has ended, its end says more than a pipe that broke.
    write: (chunk, encoding, done) => void child.stdin.write(chunk, encoding, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdin.on('error', () => {});
  child.stdout.on('data', (data: Buffer) => {
    if (!stream.push(data)) child.stdout.pause();
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const failure = (why: string): NoAnswerError =>
    new NoAnswerError(`${host} cannot be reached by ssh`, {
      why,
      remedy: `See that "${['ssh', ...args].join(' ')}" works without asking for anything.`,
    });
  child.once('error', (error) => stream.destroy(failure(error.message)));
  child.once('close', (code) => {
    if (code === 0) stream.push(null);
    else stream.destroy(failure(said.trim() || `ssh ended with ${code}`));
  });
  // What node:net has, and node:http asks for.
  return Object.assign(stream, {
    setTimeout: () => stream,
    setNoDelay: () => stream,
    setKeepAlive: () => stream,
    ref: () => stream,
    unref: () => stream,
  });
}
