import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerLab, dockerLab, LAB_IMAGES } from '../lab/docker.ts';
import { useFolders } from './support/folders.ts';
import { type Ended, run } from './support/program.ts';

const PAGE = fileURLToPath(new URL('../docs/scaling.md', import.meta.url));
/** In the place of the page's `shop`: others use the same Engine. */
const PROJECT = `e2e-page-${process.pid}`;

/** What docs/scaling.md has its readers type is done, save that no image is pulled. */
describe('the page on scaling', () => {
  const folder = useFolders();
  const page = readFileSync(PAGE, 'utf8');
  const section = page.slice(page.indexOf('## Try it'), page.indexOf('## More and fewer'));
  const composeText = /```yaml\n([\s\S]*?)```/u.exec(section)?.[1] ?? '';
  const session = /```\n(\$ docker compose[\s\S]*?)```/u.exec(section)?.[1] ?? '';
  const composeFile = join(folder(), 'compose.yml');
  let docker: DockerLab;
  let environment: Record<string, string>;

  beforeAll(async () => {
    docker = await dockerLab();
    environment = { ...docker.environment(), CONCIERGE_STATE_DIR: folder() };
    mkdirSync(dirname(composeFile), { recursive: true });
    writeFileSync(
      composeFile,
      composeText
        .replaceAll(/image: .*/gu, `image: ${LAB_IMAGES.runs}`)
        .replace('name: shop', `name: ${PROJECT}`),
    );
  });
  afterAll(async () => {
    await docker.compose('v2', ['-f', composeFile, 'down', '--timeout', '1']);
    await docker.stop();
  });

  it('shows a compose file and commands that do what it says', async () => {
    const commands = session.split(/^\$ /mu).filter((text) => text !== '');
    expect(commands).toHaveLength(5);
    await docker.compose('v2', ['-f', composeFile, 'up', '-d']);
    const before = await containers();

    let last: Ended | undefined;
    for (const command of commands.slice(1)) {
      const [line = '', ...shown] = command.trimEnd().split('\n');
      if (line === 'echo $?') {
        expect(shown).toEqual([String(last?.exitCode)]);
        continue;
      }
      const args = line.replace('concierge-scheduler ', '').replace('-p shop', `-p ${PROJECT}`).split(' ');
      last = await run([...args, '--no-progress'], environment);
      const said = (last.stdout + last.stderr).trimEnd().split('\n');
      expect(said.map(without), line).toEqual(shown.map(without));
    }
    const after = await containers();
    expect(after).toHaveLength(before.length + 2);
    expect(after).toEqual(expect.arrayContaining(before));
  });

  /** Without what differs each time: names of the project, ids, ages, widths of columns. */
  function without(line: string): string {
    return line
      .replaceAll(PROJECT, 'shop')
      .replaceAll(/\b[\da-f]{12}\b/gu, '<id>')
      .replaceAll(/another \d+ \w+( \d+ \w+)?/gu, 'another <time>')
      .replaceAll(/\b\d+ s\b/gu, '<age>')
      .replaceAll(/(?:nginx:alpine|concierge-lab\/runs)/gu, '<image>')
      .replaceAll(/ +/gu, ' ')
      .trim();
  }

  async function containers(): Promise<string[]> {
    const project = `label=com.docker.compose.project=${PROJECT}`;
    const { stdout } = await docker.docker(['ps', '--quiet', '--filter', project]);
    return stdout.split('\n').filter((id) => id !== '');
  }
});
