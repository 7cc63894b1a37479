import { join } from 'node:path';
import { type LabPaths, labCache } from '../versions.ts';

/** Where everything of the lab's Docker lies. `base`, `run` and `lock` are as those of a Zabbix. */
export interface DockerPaths extends LabPaths {
  /** dockerd's `--data-root`: images, containers, the Swarm's state. Gone with `down`. */
  data: string;
  /** dockerd's socket. Short: the kernel takes 107 bytes (unix(7)). */
  socket: string;
  log: string;
  /** `ca.pem`, `cert.pem` and `key.pem` of a client, as DOCKER_CERT_PATH takes them; dockerd's own beside them. */
  certificates: string;
  /** What the programs of Compose are found by, a folder each (`composeEnvironment`). */
  compose: string;
}

export function dockerPaths(env: NodeJS.ProcessEnv = process.env): DockerPaths {
  const base = join(labCache(env), 'docker');
  const run = join(base, 'run');
  return {
    base,
    root: base,
    run,
    lock: join(base, 'lab.lock'),
    data: join(base, 'data'),
    socket: join(run, 'docker.sock'),
    log: join(run, 'dockerd.log'),
    certificates: join(run, 'certificates'),
    compose: join(base, 'compose'),
  };
}
