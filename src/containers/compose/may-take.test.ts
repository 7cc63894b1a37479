import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { newStateDir } from '../testing/folder.ts';
import { mayTake } from './may-take.ts';

const NAME = 'AWS_SECRET_ACCESS_KEY';

it.each([
  ['compose.yml', 'services: {web: {image: "web:1"}}', false],
  ['compose.yml', `services: {web: {environment: {KEY: "\${${NAME}:?}"}}}`, true],
  ['compose.yml', `services:\n  web:\n    environment:\n      - ${NAME}\n`, true],
  ['compose.yml', 'include:\n  - more.yml\n', true],
  ['compose.yml', 'services: {web: {extends: {file: base.yml, service: web}}}', true],
  ['compose.yml', '{"services": {"web": {"env_file": "web.env"}}}', true],
  ['.env', `KEY=\${${NAME}}`, true],
  ['.env', 'KEY=1', false],
])('by its %s with %j: %s', (name, text, expected) => {
  const folder = dirname(newStateDir());
  const file = join(folder, 'compose.yml');
  writeFileSync(file, 'services: {}');
  writeFileSync(join(folder, name), text);
  expect(mayTake({ files: [file] })(NAME)).toBe(expected);
});

it('looks at the files of variables that Compose was told of, and not at the usual one', () => {
  const folder = dirname(newStateDir());
  const file = join(folder, 'compose.yml');
  writeFileSync(file, 'services: {}');
  writeFileSync(join(folder, '.env'), NAME);
  writeFileSync(join(folder, 'prod.env'), 'KEY=1');
  expect(mayTake({ files: [file], envFiles: [join(folder, 'prod.env')] })(NAME)).toBe(false);
  expect(mayTake({ files: [file], projectDirectory: folder })(NAME)).toBe(true);
});
