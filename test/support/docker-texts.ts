import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DockerLab } from '../../lab/docker.ts';
import type { Texts } from './certificates.ts';

/** The certificates with which the lab's Engine lets a client in. */
export function useDockerTexts({ certPath }: DockerLab): Texts {
  const read = (name: string): string => readFileSync(join(certPath, name), 'utf8');
  return { key: read('key.pem'), ca: read('ca.pem'), certificate: read('cert.pem') };
}
