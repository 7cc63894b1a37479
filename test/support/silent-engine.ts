import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Texts } from './certificates.ts';

/** Something at a port that takes every connection and never says a word. */
export interface SilentEngine {
  /** `tcp://127.0.0.1:PORT` */
  readonly host: string;
  /** The serial numbers of the certificates that were shown to it; empty without TLS. */
  readonly shown: readonly string[];
  /** Until so many connections have come. */
  connections(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** @param tls its own certificate, and the authority of its clients: then it speaks TLS, and is silent after that */
export async function silentEngine(tls?: Texts): Promise<SilentEngine> {
  const sockets = new Set<Socket>();
  const shown: string[] = [];
  let wake = (): void => {};
  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => {});
    wake();
  }
  const server: Server =
    tls === undefined
      ? createServer(keep)
      : createTlsServer(
          {
            key: tls.key,
            cert: tls.certificate,
            ca: tls.ca,
            requestCert: true,
            rejectUnauthorized: true,
          },
          (socket) => {
            shown.push(socket.getPeerX509Certificate()?.serialNumber ?? '');
            keep(socket);
          },
        );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shown,
    async connections(count) {
      while (sockets.size < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
