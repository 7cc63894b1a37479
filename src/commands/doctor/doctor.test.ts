import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../settings/load.ts';
import { createPaint } from '../../terminal/paint.ts';
import type { Check, Finding } from './check.ts';
import { engineCheck } from './engine.ts';
import { configDirCheck, stateDirCheck } from './folders.ts';
import { nodeCheck } from './node.ts';
import { doctorDocument, doctorText } from './report.ts';
import { settingsCheck } from './settings.ts';
import { storeCheck } from './store.ts';
import { isThisMachine, zabbixCheck } from './zabbix.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function find(check: Check, environment: Record<string, string>): Promise<readonly Finding[]> {
  const settings = await loadSettings({}, environment);
  return await check.run({ settings, environment, signal: new AbortController().signal, onExit() {} });
}

const complete = {
  ZBX_API_HOST: 'http://127.0.0.1:1',
  ZBX_API_USER: 'Admin',
  ZBX_API_PASS: 'doctor-password',
  ZBX_CONFIG_DIR: '/backup',
};

describe('the settings', () => {
  it('are shown with their origin, secrets as set', async () => {
    const findings = await find(settingsCheck, { ...complete, HTTPS_PROXY: 'http://me:proxy-word@p:3128' });
    expect(findings.every(({ status }) => status === 'ok')).toBe(true);
    expect(findings.map(({ subject, detail }) => `${subject} ${detail}`)).toEqual([
      'ZBX_API_HOST http://127.0.0.1:1 (environment)',
      'ZBX_API_USER Admin (environment)',
      'ZBX_API_PASS set (environment)',
      'HTTPS_PROXY http://***@p:3128 (environment)',
      'ZBX_CONFIG_DIR /backup (environment)',
    ]);
  });

  it.each([
    ['No', 'off, by "No"', 'ok'],
    ['1', 'on, by "1"', 'ok'],
    ['nope', expect.stringContaining('"nope" is none of true,'), 'problem'],
  ])('show what ZBX_TLS_VERIFY=%s was read as', async (word, detail, status) => {
    const findings = await find(settingsCheck, { ...complete, ZBX_TLS_VERIFY: word });
    const found = findings.filter(({ subject }) => subject === 'ZBX_TLS_VERIFY');
    expect(found).toMatchObject([{ status, detail: expect.any(String) }]);
    expect(found[0]?.detail.replace(/ \(environment\)$/u, '')).toEqual(detail);
  });

  it('name the file of the password', async () => {
    const file = join(folder, 'password');
    await writeFile(file, 'x-password\n');
    const findings = await find(settingsCheck, { ...complete, ZBX_API_PASS: file });
    expect(findings.find(({ subject }) => subject === 'ZBX_API_PASS')?.detail).toBe(
      `set, read from ${file} (environment)`,
    );
  });

  it('are missed one by one, each with what to do', async () => {
    const findings = await find(settingsCheck, {});
    expect(findings.map(({ subject }) => subject)).toEqual([
      'ZBX_API_HOST',
      'ZBX_API_USER',
      'ZBX_API_PASS',
      'ZBX_CONFIG_DIR',
    ]);
    for (const { status, remedy } of findings)
      expect([status, remedy]).toEqual(['problem', expect.any(String)]);
    expect(
      await find(settingsCheck, { ...complete, ZBX_API_USER: '', ZBX_API_TOKEN: 'a-token' }),
    ).not.toContainEqual(expect.objectContaining({ status: 'problem' }));
  });

  it.each([
    [{ DOCKER_HOST: 'tcp://127.0.0.1:1' }, 'warning'],
    [{ COMPOSE_PROJECT_NAME: 'shop' }, 'warning'],
    [{ DOCKER_HOST: 'tcp://127.0.0.1:1', ZBX_API_USER: 'Admin' }, 'problem'],
    [{ DOCKER_HOST: 'tcp://127.0.0.1:1', ZBX_API_HOST: 'ftp://h' }, 'problem'],
  ])('of Zabbix are no problem where only those of containers are there: %j', async (environment, status) => {
    const found = (await find(settingsCheck, environment)).filter(({ detail }) => /^not given/u.test(detail));
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map((each) => each.status))).toEqual(new Set([status]));
  });

  it('are told once where they are wrong', async () => {
    const findings = await find(settingsCheck, {
      ...complete,
      ZBX_API_HOST: 'ftp://h',
      ZBX_API_PASS: '/no-such',
    });
    const problems = findings.filter(({ status }) => status === 'problem');
    expect(problems.map(({ subject }) => subject)).toEqual(['ZBX_API_HOST', 'ZBX_API_PASS']);
  });

  it.each(['secret\n', ' secret'])('are doubted where a password is %j', async (password) => {
    const findings = await find(settingsCheck, { ...complete, ZBX_API_PASS: password });
    expect(findings.filter(({ status }) => status === 'warning')).toEqual([
      expect.objectContaining({
        subject: 'ZBX_API_PASS',
        detail: 'it begins or ends with a space or a line end, which is taken for a part of it',
      }),
    ]);
  });

  it('are doubted where they delete or hide something', async () => {
    const findings = await find(settingsCheck, {
      ...complete,
      ZBX_FORCE_TEMPLATES: '1',
      ZBX_API_TOKEN: 'a-token',
    });
    expect(findings.filter(({ status }) => status === 'warning').map(({ subject }) => subject)).toEqual([
      'ZBX_API_TOKEN',
      'ZBX_FORCE_TEMPLATES',
    ]);
  });
});

describe('the folders', () => {
  it('are fine where they are there, and where they can be made', async () => {
    const there = await find(configDirCheck, { ZBX_CONFIG_DIR: folder });
    expect(there).toMatchObject([
      { status: 'ok', detail: folder },
      { detail: expect.stringContaining('MB free') },
    ]);
    const deep = join(folder, 'a', 'b');
    expect(await find(configDirCheck, { ZBX_CONFIG_DIR: deep })).toMatchObject([
      { status: 'ok', detail: `${deep} (will be made)` },
      {},
    ]);
    expect(await find(configDirCheck, {})).toEqual([]);
  });

  it('are a problem where a file stands in the way', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below')]) {
      expect(await find(configDirCheck, { ZBX_CONFIG_DIR: path })).toMatchObject([
        { status: 'problem', detail: `${file} is not a folder`, remedy: expect.any(String) },
      ]);
    }
    expect(await find(stateDirCheck, { CONCIERGE_STATE_DIR: file })).toMatchObject([{ status: 'warning' }]);
  });

  it('are not well where they cannot be made though the rights would allow it', async () => {
    const made = await find(stateDirCheck, { CONCIERGE_STATE_DIR: '/proc/nope' });
    expect(made).toMatchObject([{ status: 'warning', detail: expect.stringContaining('/proc/nope') }]);
    const makeable = await find(stateDirCheck, { CONCIERGE_STATE_DIR: join(folder, 'new', 'state') });
    expect(makeable[0]).toMatchObject({ status: 'ok', detail: expect.stringContaining('will be made') });
    expect(await readdir(folder)).not.toContain('new');
    expect((await readdir(folder)).filter((name) => name.startsWith('.concierge-'))).toEqual([]);
  });

  it('are a problem where a name is too long', async () => {
    expect(await find(configDirCheck, { ZBX_CONFIG_DIR: join(folder, 'x'.repeat(300)) })).toMatchObject([
      {
        status: 'problem',
        detail: expect.stringContaining('longer'),
        remedy: expect.stringContaining('shorter'),
      },
    ]);
  });

  it('are a problem where they cannot be written, which for root they can', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    const [finding] = await find(configDirCheck, { ZBX_CONFIG_DIR: join(closed, 'backup') });
    expect(finding?.status).toBe(process.getuid?.() === 0 ? 'ok' : 'problem');
  });
});

describe('Zabbix', () => {
  it('is a problem where it cannot be reached, with what to do and without the password', async () => {
    const findings = await find(zabbixCheck, complete);
    expect(findings).toMatchObject([{ status: 'problem', subject: 'Zabbix', remedy: expect.any(String) }]);
    expect(JSON.stringify(findings)).not.toContain('doctor-password');
  });

  it.each([
    ['http://127.0.0.1:8080/zabbix/api_jsonrpc.php', true],
    ['http://127.1/', true],
    ['http://localhost:27331', true],
    ['http://[::1]:80/', true],
    ['http://zabbix.example.com/', false],
    ['http://localhost.example.com/', false],
    ['http://127.0.0.1.example.com/', false],
    ['http://10.0.0.1/', false],
  ])('at %s is on this machine: %s', (url, expected) => {
    expect(isThisMachine(url)).toBe(expected);
  });

  it('is not tried where the settings do not suffice', async () => {
    expect(await find(zabbixCheck, {})).toEqual([]);
  });
});

describe('the report', () => {
  const findings: readonly Finding[] = [
    { status: 'ok', subject: 'Node.js', detail: '24' },
    { status: 'warning', subject: 'TLS', detail: 'off', remedy: 'Turn it on.' },
    { status: 'problem', subject: 'Zabbix', detail: 'line 1\nline 2', remedy: 'Start it.' },
  ];

  it('is aligned, with what to do under each finding', () => {
    expect(doctorText(findings, createPaint(false))).toBe(
      [
        'ok       Node.js  24',
        'warning  TLS      off',
        '                  to do: Turn it on.',
        'problem  Zabbix   line 1',
        '                  line 2',
        '                  to do: Start it.',
        '',
        '1 problem, 1 warning',
      ].join('\n'),
    );
  });

  it('is a document too', () => {
    expect(doctorDocument(findings)).toMatchObject({
      checks: [{ status: 'ok', subject: 'Node.js', detail: '24', remedy: null }, {}, {}],
      warnings: 1,
      problems: 1,
    });
  });

  it('begins with the Node.js that runs it', async () => {
    expect(await find(nodeCheck, {})).toMatchObject([
      { status: 'ok', detail: expect.stringContaining(process.versions.node) },
    ]);
  });
});

describe('the Docker Engine', () => {
  it('is not asked where nothing is said of containers, or what is said is wrong', async () => {
    expect(await find(engineCheck, complete)).toEqual([]);
    expect(await find(engineCheck, { DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_CLIENT_TIMEOUT: 'x' })).toEqual(
      [],
    );
  });

  it('is a problem where it is not reached, with what to do', async () => {
    const found = await find(engineCheck, { DOCKER_HOST: `unix://${folder}/none.sock` });
    expect(found).toMatchObject([
      { status: 'problem', subject: 'Docker Engine', detail: expect.stringContaining('none.sock') },
    ]);
    expect(found[0]?.remedy).toBeDefined();
  });

  it('is not asked by certificates of a component, and that is said', async () => {
    const found = await find(engineCheck, { ...complete, DOCKER_HOST: 'tcp://127.0.0.1:1' });
    expect(found).toMatchObject([{ status: 'ok', detail: expect.stringContaining('not asked') }]);
  });

  it('tells its version', async () => {
    const socket = join(folder, 'engine.sock');
    const server = createServer((_request, response) => {
      response.end(JSON.stringify({ Version: '28.1.0', ApiVersion: '1.49' }));
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      expect(await find(engineCheck, { DOCKER_HOST: `unix://${socket}` })).toEqual([
        { status: 'ok', subject: 'Docker Engine', detail: `28.1.0 (API 1.49) at unix://${socket}` },
      ]);
    } finally {
      server.close();
    }
  });
});

describe('the store', () => {
  it('is not asked where none is given', async () => {
    expect(await find(storeCheck, complete)).toEqual([]);
  });

  it('is listed', async () => {
    const store = join(folder, 'store');
    await mkdir(store);
    const environment = { STORAGE_LOCATION: `file://${store}` };
    expect(await find(storeCheck, environment)).toMatchObject([
      { status: 'ok', detail: expect.stringContaining('empty') },
    ]);
    await writeFile(join(store, 'x'), 'x');
    expect(await find(storeCheck, environment)).toMatchObject([
      { status: 'ok', detail: expect.stringContaining('holds something') },
    ]);
  });

  it('is a problem where it is not reached, with what to do', async () => {
    const environment = {
      STORAGE_LOCATION: 's3://nonexistent',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'secret-of-doctor',
      AWS_REGION: 'us-east-1',
    };
    const found = await find(storeCheck, environment);
    expect(found).toMatchObject([{ status: 'problem', subject: 'store', remedy: expect.any(String) }]);
    expect(JSON.stringify(found)).not.toContain('secret-of-doctor');
  });
});
