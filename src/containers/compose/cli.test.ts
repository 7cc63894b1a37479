import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { newStateDir } from '../testing/folder.ts';
import { composeCli } from './cli.ts';

it('runs Compose with the person’s variables, and of the secrets of this program with those that its file takes', async () => {
  const folder = dirname(newStateDir());
  writeFileSync(join(folder, 'docker-compose'), '#!/bin/sh\nexec /usr/bin/env\n', { mode: 0o755 });
  const file = join(folder, 'compose.yml');
  writeFileSync(file, 'services: {web: {image: w, environment: [AWS_SESSION_TOKEN]}}');
  const cli = composeCli({
    endpoint: { host: 'unix:///s', timeoutMs: 1000 },
    // There is no program `docker`, so this is the Compose that is found.
    environment: {
      PATH: folder,
      HOME: folder,
      TAG: '1',
      ZBX_API_PASS: 'p',
      AWS_SECRET_ACCESS_KEY: 'a',
      AWS_SESSION_TOKEN: 'needed',
    },
    timeoutMs: 60_000,
    signal: new AbortController().signal,
  });
  const { stdout } = await cli.run({ files: [file] }, 'shop', ['ps']);
  const names = stdout.split('\n').map((line) => line.split('=')[0]);
  expect(names).toEqual(expect.arrayContaining(['TAG', 'DOCKER_HOST', 'AWS_SESSION_TOKEN']));
  expect(names).not.toContain('ZBX_API_PASS');
  expect(names).not.toContain('AWS_SECRET_ACCESS_KEY');
});
