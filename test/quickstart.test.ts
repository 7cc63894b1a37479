import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerLab, dockerLab } from '../lab/docker.ts';
import { DOCKER_STEPS, STEPS, type Stage } from '../lab/quickstart/steps.ts';
import { readServerRecords } from '../lab/records.ts';
import { labPaths } from '../lab/versions.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const QUICKSTART = [process.execPath, 'lab/quickstart.ts'] as const;

/** The quickstart as a person starts it: at a terminal, which script(1) is. */
describe('the quickstart', () => {
  let child: ChildProcess;
  let said = '';
  let ended: Promise<number | null>;
  let docker: DockerLab;

  beforeAll(async () => {
    docker = await dockerLab();
    child = spawn('script', ['--quiet', '--return', '--command', QUICKSTART.join(' '), '/dev/null'], {
      cwd: ROOT,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    ended = new Promise((resolve) => child.on('close', resolve));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += stripVTControlCharacters(text).replaceAll('\r', '');
    });
    const stays = new Promise<void>((resolve) => {
      child.stdout?.on('data', () => {
        if (said.includes('Ctrl-C, or')) resolve();
      });
    });
    await Promise.race([stays, ended]);
  });

  afterAll(async () => {
    child.kill('SIGTERM');
    await docker.stop();
  });

  it('shows every step with its command line, and each ends as it should', () => {
    const { certPath, tcpHost: host } = docker;
    const stage: Stage = {
      sourceUrl: '',
      targetUrl: '',
      backupFolder: '',
      docker: { host, certPath, project: '', composeFile: '', stateFolder: '', programs: {} },
    };
    for (const { title, args, expected, meaning } of [...STEPS, ...DOCKER_STEPS]) {
      expect(said).toContain(title);
      expect(said).toContain(`$ npx concierge-scheduler ${args(stage).join(' ')}`);
      expect(said).toContain(`exit code ${expected}: ${meaning}`);
    }
    expect(said).toContain('No difference');
    expect(said.split('\n').length).toBeLessThan(140);
  });

  it('scales a project on a real Engine up and down, which its containers show', async () => {
    expect(said).toMatch(/web is scaled from 1 to 3: asked for 4, max is 3/u);
    expect(said).toMatch(/web is scaled from 3 to 1\./u);
    expect(await containers()).toEqual(['concierge-quickstart-database-1', 'concierge-quickstart-web-1']);
  });

  it('refuses a second one while it stays up', async () => {
    await expect(run(QUICKSTART[0], ['lab/quickstart.ts', '--once'], { cwd: ROOT })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('A quickstart is running already'),
    });
  });

  it('names servers that answer, and a backup', async () => {
    for (const place of ['source', 'target']) {
      const url = new RegExp(`^ +${place} +(http://\\S+)`, 'mu').exec(said)?.[1] ?? '';
      const answer = await fetch(`${url}/index.php`);
      expect(await answer.text()).toContain('Zabbix');
    }
    expect(existsSync(backupFolder())).toBe(true);
  });

  it('ends with --stop, and leaves nothing', async () => {
    const { stdout } = await run(QUICKSTART[0], ['lab/quickstart.ts', '--stop'], { cwd: ROOT });
    expect(stdout).toContain('has ended');
    expect(await ended).toBe(0);
    const left = (await readServerRecords(labPaths('7.0'))).map(({ name }) => name);
    expect(left.filter((name) => name.startsWith('quickstart'))).toEqual([]);
    expect(existsSync(backupFolder())).toBe(false);
    expect(await containers()).toEqual([]);
  });

  async function containers(): Promise<string[]> {
    const project = 'label=com.docker.compose.project=concierge-quickstart';
    const { stdout } = await docker.docker(['ps', '--all', '--format', '{{.Names}}', '--filter', project]);
    return stdout
      .split('\n')
      .filter((name) => name !== '')
      .sort();
  }

  function backupFolder(): string {
    return /^ +backup +(\S+)$/mu.exec(said)?.[1] ?? '/nonexistent';
  }
});
