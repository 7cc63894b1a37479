import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';

/** Images of the lab, each made of busybox and nothing else, as no registry is asked for anything. */
export const LAB_IMAGES = {
  /** Runs until it is stopped, and stops at once. */
  runs: 'concierge-lab/runs',
  /** Prints two lines and exits with 3. */
  fails: 'concierge-lab/fails',
  /** Runs, and its health check says so a second after the start. */
  healthy: 'concierge-lab/healthy',
  /** Runs, and its health check fails. */
  unhealthy: 'concierge-lab/unhealthy',
} as const;

const RUNS = `trap 'echo stopping; exit 0' TERM INT
echo started
while :; do sleep 3600 & wait $!; done`;

const HEALTH = '--interval=1s --timeout=2s --retries=2';

const DOCKERFILES: Readonly<Record<keyof typeof LAB_IMAGES, string>> = {
  runs: command(RUNS),
  fails: command('echo "reading the configuration"; echo "no database at 127.0.0.1:5432" >&2; exit 3'),
  healthy: `HEALTHCHECK ${HEALTH} CMD ["test", "-e", "/tmp/ready"]\n${command(`( sleep 1; mkdir -p /tmp; : > /tmp/ready ) &\n${RUNS}`)}`,
  unhealthy: `HEALTHCHECK ${HEALTH} CMD ["sh", "-c", "echo no answer on port 80; exit 1"]\n${command(RUNS)}`,
};

function command(script: string): string {
  return `CMD ${JSON.stringify(['/bin/sh', '-c', script])}\n`;
}

/**
 * Builds the images that the Engine does not have.
 * @param docker - the command line of the client, up to its subcommand
 */
export async function buildImages(docker: readonly string[], folder: string): Promise<void> {
  const { stdout } = await run([...docker, 'image', 'ls', '--format', '{{.Repository}}']);
  const present = new Set(stdout.split('\n'));
  const missing = (Object.keys(LAB_IMAGES) as (keyof typeof LAB_IMAGES)[]).filter(
    (name) => !present.has(LAB_IMAGES[name]),
  );
  if (missing.length === 0) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await copyFile('/bin/busybox', join(folder, 'busybox'));
  for (const name of missing) {
    const file = join(folder, `${name}.Dockerfile`);
    await writeFile(file, `${BASE}${DOCKERFILES[name]}`);
    await run([...docker, 'build', '--quiet', '--network=none', '-t', LAB_IMAGES[name], '-f', file, folder]);
  }
  await rm(folder, { recursive: true, force: true });
}

/** busybox-static knows its applets by the name that it is called with. */
const BASE = `FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
ENV PATH=/bin
`;
