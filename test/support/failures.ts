import { expect } from 'vitest';
import type { Gateway } from '../../lab/gateway.ts';
import { writesThrough } from './calls.ts';
import { type Ended, run } from './program.ts';

/** What a command that cannot be carried out says of it. */
export interface Told {
  readonly message: string;
  readonly why: string;
  readonly remedy: string;
  readonly ended: Ended;
}

/**
 * Runs a command with `--json` and expects that it ends with this exit code and one message of what failed, why, and
 * what to do: in words on standard error, and as the document on standard output.
 */
export async function expectFailure(
  exitCode: number,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  runner: typeof run = run,
): Promise<Told> {
  const ended = await runner([...args, '--json'], environment);
  const said = `${args.join(' ')} said:\n${ended.stderr.slice(-4000)}\n${ended.stdout.slice(-4000)}`;
  expect(ended.exitCode, said).toBe(exitCode);
  const document = ended.json();
  expect(document, said).toEqual({
    error: { message: expect.any(String), why: expect.any(String), remedy: expect.any(String) },
  });
  const { message, why, remedy } = document.error;
  expect(inWords(ended.stderr), said).toEqual([message, why, remedy]);
  const { ZBX_API_PASS: password } = environment;
  // The published default is no secret, and a word of many addresses here; nor is the path of a file.
  if (password !== undefined && !/^zabbix$|^\//u.test(password)) expect(said).not.toContain(password);
  return { message, why, remedy, ended };
}

/** The three parts of the one message on standard error; a second message would be a part too many. */
function inWords(stderr: string): string[] {
  const parts: string[] = [];
  for (const line of stderr.split('\n')) {
    const found = /^(?:error|why|to do): +(.*)$/u.exec(line)?.[1];
    if (found !== undefined) parts.push(found);
    else if (line.startsWith(' '.repeat(9)) && parts.length > 0)
      parts.push(`${parts.pop()}\n${line.slice(9)}`);
  }
  return parts;
}

/** Expects that nothing that went through the gateway may have changed the server. */
export function expectNothingWritten(gateway: Gateway): void {
  expect(writesThrough(gateway)).toEqual([]);
}
