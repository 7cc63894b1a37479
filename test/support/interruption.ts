import { expect } from 'vitest';
import type { Fault, Gateway, GatewayRequest } from '../../lab/gateway.ts';
import { waitFor } from '../../lab/processes.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { isWrite } from './calls.ts';
import { type Ended, expectNoDefect, type Running, settings, start } from './program.ts';
import type { Servers } from './servers.ts';

/** A request as it comes to the server, and how many requests that may change something came until then. */
export type Moment = (request: GatewayRequest, writes: number) => boolean;

export interface Interruption {
  readonly at: Moment;
  readonly signal: 'SIGKILL' | 'SIGTERM';
  /** Whether the server still carries out the request at which the signal is sent, or never sees it. */
  readonly carriedOut: boolean;
}

export interface Interrupted {
  readonly ended: Ended;
  /** Stands before the server under the same address as long as the tests run; nothing goes wrong any more. */
  readonly gateway: Gateway;
}

/** Runs the program against the server, and sends it a signal at the first request that is the moment for it. */
export async function interrupt(
  servers: Servers,
  server: LabServer,
  { args, dir, at, signal, carriedOut }: Interruption & { args: readonly string[]; dir: string },
): Promise<Interrupted> {
  let running: Running | undefined;
  let sent = false;
  const gateway = await faultyGateway(servers, server, (request, writes) => {
    if (sent || !at(request, writes)) return undefined;
    sent = true;
    running?.child.kill(signal);
    return carriedOut ? undefined : { kind: 'cut', when: 'before' };
  });
  running = start(args, settings(gateway, dir));
  const ended = await running.ended;
  expect(sent, `the moment came before the end:\n${ended.stderr}`).toBe(true);
  expectNoDefect(ended);
  await untilIdle(server);
  return { ended, gateway };
}

/** A gateway that is also told how many requests were writes. */
export async function faultyGateway(
  servers: Servers,
  server: LabServer,
  onRequest: (request: GatewayRequest, writes: number) => Fault | undefined,
): Promise<Gateway> {
  let writes = 0;
  return await servers.gateway(server, {
    onRequest: (request) => {
      if (isWrite(request)) writes += 1;
      return onRequest(request, writes);
    },
  });
}

/** Until the server has carried out what it was asked: its front end has a database connection for as long. */
export async function untilIdle(server: LabServer): Promise<void> {
  const idle = await waitFor(async () => {
    const [row] = await server.sql(
      'select count(*) as busy from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    return row?.busy === '0';
  }, 120);
  expect(idle, 'the front end is still at work').toBe(true);
}
