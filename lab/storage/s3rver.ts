import { createRequire } from 'node:module';
import { BUCKET, type StoreServer, startNodeServer } from './server.ts';

/** The access key that s3rver knows, and its secret. */
export const ACCESS_KEY = 'S3RVER';
export const SECRET_KEY = 'S3RVER';

const PROGRAM = createRequire(import.meta.url).resolve('s3rver/bin/s3rver.js');

/** s3rver, a store that speaks S3, with one bucket. */
export async function startS3rver(): Promise<StoreServer> {
  const server = await startNodeServer('s3rver', (port, folder) => [
    // The tokens of its lists are made with a cipher that OpenSSL 3 has put aside.
    '--openssl-legacy-provider',
    PROGRAM,
    ...['--directory', folder, '--address', '127.0.0.1', '--port', String(port)],
    ...['--configure-bucket', BUCKET],
  ]);
  return {
    url: server.url,
    bucket: BUCKET,
    location: `s3://${BUCKET}`,
    environment: (url = server.url) => ({
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      // Nobody is asked for a role: not even where a test gives no key.
      AWS_EC2_METADATA_DISABLED: 'true',
    }),
    stop: server.stop,
  };
}
