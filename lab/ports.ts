import { createServer } from 'node:net';
import { ConciergeError } from '../src/errors.ts';

/**
 * Finds a port of 127.0.0.1 that nobody listens on. Below the range from which the kernel gives ports to outgoing
 * connections, so that none of those takes it in the meantime.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
  throw new ConciergeError('No free port was found on 127.0.0.1 between 20000 and 30000.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
