import { afterEach, expect } from 'vitest';
import { type ConnectionSettings, type ConnectOptions, connect, type Zabbix } from '../connection.ts';
import { type FrontEnd, type FrontEndOptions, frontEnd, PASSWORD } from './front-end.ts';

/** Front ends and connections of a test file's own, closed after each test. */
export function useFrontEnds() {
  const closers: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  return {
    async start(options?: FrontEndOptions): Promise<FrontEnd> {
      const server = await frontEnd(options);
      closers.push(() => server.close());
      return server;
    },

    async open(
      server: FrontEnd,
      settings: Partial<ConnectionSettings> = {},
      options: ConnectOptions = {},
    ): Promise<Zabbix> {
      const zabbix = await connect(
        { host: `${server.url}/zabbix`, user: 'Admin', password: PASSWORD, tlsVerify: true, ...settings },
        { retries: { firstWaitMs: 1 }, ...options },
      );
      closers.push(() => zabbix.close());
      return zabbix;
    },
  };
}

/** The error, checked to hold no secret anywhere, causes included. */
export async function errorOf(act: Promise<unknown>): Promise<unknown> {
  const error = await act.then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    expect(`${JSON.stringify(each)} ${each.message} ${each.stack}`).not.toMatch(
      /correct horse|wrong battery|s3cret/,
    );
  }
  return error;
}
