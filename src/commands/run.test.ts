import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { ConciergeError, RefusedError } from '../errors.ts';
import { registerSecret } from '../terminal/secrets.ts';
import { type CommandContext, type CommandDefinition, defineCommand } from './command.ts';
import { runCommandLine, type Surroundings } from './run.ts';

/** What the commands of this test do; set by each test. */
const probe = vi.hoisted(() => ({ run: undefined as unknown }));

vi.mock('./all-commands.ts', () => ({
  ALL_COMMANDS: [
    probeCommand('probe', {}),
    probeCommand('tolerant', { toleratesBadSettings: true }),
  ] satisfies readonly CommandDefinition[],
}));

function probeCommand(name: string, more: Partial<CommandDefinition>): CommandDefinition {
  return defineCommand({
    name,
    summary: 'does what the test says',
    description: 'Does what the test says.',
    examples: [],
    arguments: {},
    options: {},
    variables: ['ZBX_API_HOST'],
    exitCodes: {},
    ...more,
    run: (context) => (probe.run as (given: CommandContext) => Promise<0>)(context),
  });
}

interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line with streams and signals of its own. */
async function runLine(
  line: string,
  body: (context: CommandContext, signals: EventEmitter) => Promise<number>,
  environment: Surroundings['environment'] = { ZBX_API_HOST: 'h' },
  exitNow: (code: number) => void = () => {},
  terminals: { readonly stdin?: true; readonly stderr?: true } = {},
): Promise<Outcome> {
  const signals = new EventEmitter();
  const stdout = new PassThrough();
  const stdin = Object.assign(new PassThrough(), { isTTY: terminals.stdin === true });
  const stderr = Object.assign(new PassThrough(), { isTTY: terminals.stderr === true });
  stdin.end('yes\n');
  probe.run = (context: CommandContext) => body(context, signals);
  const exitCode = await runCommandLine(line.split(' '), {
    version: '1.2.3',
    environment,
    stdin,
    stdout,
    stderr,
    signals,
    exitNow,
  });
  expect(signals.listenerCount('SIGINT')).toBe(0);
  return { exitCode, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

/** Sends a signal as the system would: from outside of the call under way. */
function send(signals: EventEmitter, signal: string): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => {
      signals.emit(signal, signal);
      resolve();
    });
  });
}

describe('runCommandLine', () => {
  it('gives a document with --json where no command is named too', async () => {
    const outcome = await runLine('--json', async () => 0);
    expect(outcome.exitCode).toBe(2);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ error: { message: 'No command is given' } });
    expect(outcome.stderr).toContain('No command is given');
  });

  it('gives the exit code of the command', async () => {
    expect(await runLine('probe', async () => 3)).toEqual({ exitCode: 3, stdout: '', stderr: '' });
  });

  it('prints help and version without running anything', async () => {
    const never = (): Promise<number> => Promise.reject(new Error('it ran'));
    expect(await runLine('probe --version', never)).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
    expect(await runLine('probe --help', never)).toMatchObject({ exitCode: 0, stderr: '' });
    const noCommand = await runLine('--quiet', never);
    expect(noCommand).toMatchObject({ exitCode: 2, stdout: '' });
    expect(noCommand.stderr).toContain('Usage:');
  });

  it('says what, why and what to do, and exits as the error says', async () => {
    const outcome = await runLine('probe', () =>
      Promise.reject(new RefusedError('Too much', { why: 'line 1\nline 2', remedy: 'Look first.' })),
    );
    expect(outcome).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: 'error:   Too much\nwhy:     line 1\n         line 2\nto do:   Look first.\n',
    });
  });

  it('adds the error as a document with --json, also where the command line itself is wrong', async () => {
    const failed = await runLine('probe --json', () =>
      Promise.reject(new ConciergeError('No', { why: 'so' })),
    );
    expect(failed.exitCode).toBe(1);
    expect(JSON.parse(failed.stdout)).toEqual({ error: { message: 'No', why: 'so', remedy: null } });
    const wrong = await runLine('prob --json', async () => 0);
    expect(wrong.exitCode).toBe(2);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { message: '"prob" is not a command' } });
  });

  it('calls everything else a defect, with the trace only on demand', async () => {
    const broken = (): Promise<number> => Promise.reject(new TypeError('x is undefined'));
    const short = await runLine('probe', broken);
    expect(short.exitCode).toBe(1);
    expect(short.stderr).toContain('This is a defect');
    expect(short.stderr).toContain('TypeError: x is undefined');
    expect(short.stderr).not.toContain('run.test.ts');
    expect((await runLine('probe --debug', broken)).stderr).toContain('run.test.ts');
  });

  it('shows no secret, in no error and in no trace', async () => {
    registerSecret('run-secret');
    const error = new ConciergeError('run-secret', { why: 'run-secret', cause: new Error('run-secret') });
    const { stdout, stderr } = await runLine('probe --json --debug', () => Promise.reject(error));
    expect(stdout + stderr).not.toContain('run-secret');
  });

  it('ends a command for a bad setting that it reads, save one that wants to hear of it', async () => {
    const environment = { ZBX_API_HOST: 'ftp://h', ZBX_API_TOKEN: 'two words' };
    const ended = await runLine('probe', async () => 0, environment);
    expect(ended).toMatchObject({ exitCode: 2 });
    expect(ended.stderr).toContain('ZBX_API_HOST cannot be used');
    const told = await runLine('tolerant', async ({ settings }) => settings.problems.length, environment);
    expect(told.exitCode).toBe(2);
  });

  it('ends a command without what it needs, save one that wants to hear of it', async () => {
    const ended = await runLine('probe', async () => 0, {});
    expect(ended).toMatchObject({ exitCode: 2 });
    expect(ended.stderr).toContain('ZBX_API_HOST is not given');
    expect(await runLine('tolerant', async () => 0, {})).toMatchObject({ exitCode: 0 });
  });

  it('gives a command the environment that it was started with, not that of the process', async () => {
    let given: unknown;
    await runLine(
      'probe',
      async ({ environment }) => {
        given = environment;
        return 0;
      },
      { ZBX_API_HOST: 'h', DOCKER_CONFIG: '/elsewhere' },
    );
    expect(given).toEqual({ ZBX_API_HOST: 'h', DOCKER_CONFIG: '/elsewhere' });
  });

  it('says that an environment file cannot be read', async () => {
    const outcome = await runLine('probe --env-file /nonexistent/env', async () => 0);
    expect(outcome).toMatchObject({ exitCode: 2 });
    expect(outcome.stderr).toContain('/nonexistent/env');
  });

  it('gives back what was taken, the last first, however the command ends and whatever fails', async () => {
    const released: string[] = [];
    const outcome = await runLine('probe', async ({ onExit }) => {
      onExit(() => void released.push('first'));
      onExit(() => Promise.reject(new ConciergeError('cannot unlock')));
      onExit(() => void released.push('last'));
      throw new ConciergeError('failed');
    });
    expect(released).toEqual(['last', 'first']);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stderr).toContain('warning: cleaning up: cannot unlock');
  });

  it('asks nobody where nobody can be asked', async () => {
    const outcome = await runLine('probe', async ({ interactive, confirm }) => {
      expect(interactive).toBe(false);
      await confirm('Sure?');
      return 0;
    });
    expect(outcome.stderr).toContain('This is a defect');
  });

  it('asks where the question is seen, and else is refused and says how to answer beforehand', async () => {
    const asking = async ({ interactive, confirm }: CommandContext): Promise<number> => {
      expect(interactive).toBe(true);
      return (await confirm('Sure?')) ? 0 : 1;
    };
    const line = '--no-color probe';
    const seen = await runLine(line, asking, undefined, undefined, { stdin: true, stderr: true });
    expect(seen).toEqual({ exitCode: 0, stdout: '', stderr: 'Sure? [y/N] ' });
    const hidden = await runLine(line, asking, undefined, undefined, { stdin: true });
    expect(hidden).toMatchObject({ exitCode: 4, stderr: expect.stringMatching(/Nothing was done.*--yes/su) });
    expect(hidden.stderr).not.toContain('Sure?');
  });

  it('keeps quiet with --quiet, and shows no progress with --no-progress', async () => {
    const body = async ({ output, progress }: CommandContext): Promise<number> => {
      output.info('info');
      progress.start('hosts');
      const since = process.uptime();
      const uptime = vi.spyOn(process, 'uptime').mockReturnValue(since + 6);
      progress.done('hosts', '3');
      uptime.mockRestore();
      return 0;
    };
    expect((await runLine('probe', body)).stderr).toBe('info\nhosts: 3, 6.0 s\n');
    expect((await runLine('probe --quiet', body)).stderr).toBe('');
    expect((await runLine('probe --no-progress', body)).stderr).toBe('info\n');
  });
});

describe('signals', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s aborts the command, which exits with %i', async (name, exitCode) => {
    let released = false;
    const outcome = await runLine('probe', async ({ signal, onExit }, signals) => {
      onExit(() => {
        released = true;
      });
      await send(signals, name);
      signal.throwIfAborted();
      return 0;
    });
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.stderr).toContain('The command was ended before it was done');
    expect(released).toBe(true);
  });

  it('says why where an aborted call threw something of its own', async () => {
    const outcome = await runLine('probe', async (_, signals) => {
      await send(signals, 'SIGINT');
      throw new DOMException('This operation was aborted', 'AbortError');
    });
    expect(outcome.exitCode).toBe(130);
    expect(outcome.stderr).toContain('interrupted (Ctrl-C)');
    expect(outcome.stderr).not.toContain('defect');
  });

  it('tells a program what was done until then, as any failure that knows it does', async () => {
    const inPart = new ConciergeError('in part', { document: { done: ['this'] } });
    const ended = await runLine('probe --json', async (_, signals) => {
      await send(signals, 'SIGTERM');
      throw inPart;
    });
    expect(ended.exitCode).toBe(143);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      error: { why: expect.stringContaining('in part') },
      done: ['this'],
    });
    const failed = await runLine('probe --json', () => Promise.reject(inPart));
    expect(JSON.parse(failed.stdout)).toMatchObject({ error: { message: 'in part' }, done: ['this'] });
  });

  it('leaves a command that ends in good order its own exit code', async () => {
    const outcome = await runLine('probe', async (_, signals) => {
      await send(signals, 'SIGINT');
      return 1;
    });
    expect(outcome.exitCode).toBe(1);
  });

  it('ends at once at the second', async () => {
    const codes: number[] = [];
    await runLine(
      'probe',
      async (_, signals) => {
        await send(signals, 'SIGINT');
        await send(signals, 'SIGINT');
        return 1;
      },
      { ZBX_API_HOST: 'h' },
      (code) => codes.push(code),
    );
    expect(codes).toEqual([130]);
  });

  it('does not end at once at a hangup after the first: a terminal that goes sends it twice', async () => {
    const codes: number[] = [];
    const outcome = await runLine(
      'probe',
      async ({ signal }, signals) => {
        for (const name of ['SIGHUP', 'SIGHUP', 'SIGHUP']) await send(signals, name);
        signal.throwIfAborted();
        return 0;
      },
      { ZBX_API_HOST: 'h' },
      (code) => codes.push(code),
    );
    expect(codes).toEqual([]);
    expect(outcome.exitCode).toBe(129);
    expect(outcome.stderr).toContain('SIGHUP was received');
  });
});
