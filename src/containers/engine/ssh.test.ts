import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { newStateDir } from '../testing/folder.ts';
import { connectBySsh } from './ssh.ts';

it('is started without the secrets of this program', async () => {
  const folder = dirname(newStateDir());
  writeFileSync(join(folder, 'ssh'), '#!/bin/sh\nexec env\n', { mode: 0o755 });
  const PATH = `${folder}:${process.env.PATH}`;
  const stream = connectBySsh('ssh://h', { PATH, SSH_AUTH_SOCK: '/agent', ZBX_API_TOKEN: 'secret' });
  const lines = (await text(stream)).split('\n');
  stream.destroy();
  expect(lines).toContain('SSH_AUTH_SOCK=/agent');
  expect(lines.join()).not.toContain('secret');
});
