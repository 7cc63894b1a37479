import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A way to a Docker Engine on which the answers to what changes something get lost. */
export interface LossyRelay {
  /** As DOCKER_HOST has it. */
  readonly host: string;
  stop(): Promise<void>;
}

let count = 0;

/**
 * Passes all on to the Engine's socket, and back what it answers to a GET; where it begins to answer anything else, it
 * has carried that out, and the connection is cut.
 */
export async function losingAnswers(socket: string): Promise<LossyRelay> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const engine = createConnection(socket);
    let isLost = false;
    for (const [one, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.once('close', () => other.destroy());
    }
    client.on('data', (data) => {
      isLost ||= /^(?:POST|DELETE) /u.test(data.toString('latin1'));
      engine.write(data);
    });
    engine.on('data', (data) => {
      if (isLost) client.destroy();
      else client.write(data);
    });
  });
  count += 1;
  const path = join(tmpdir(), `lossy-${process.pid}-${count}.sock`);
  server.listen(path);
  await once(server, 'listening');
  return {
    host: `unix://${path}`,
    async stop() {
      for (const each of sockets) each.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
