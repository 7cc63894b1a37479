import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConciergeError } from '../../errors.ts';
import { findCompose } from './program.ts';

describe('Compose', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'concierge-compose-program-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function add(path: string, mode = 0o755): string {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, mode);
    return file;
  }
  const environment = () => ({
    PATH: `/nowhere:${join(folder, 'bin')}`,
    DOCKER_CONFIG: join(folder, 'config'),
  });

  it('is the plugin of docker where there is one', () => {
    add('bin/docker');
    add('bin/docker-compose');
    const plugin = add('config/cli-plugins/docker-compose');
    expect(findCompose(environment())).toEqual({ command: [plugin], form: 'plugin' });
  });

  it('is the plugin in a folder that the settings of docker name', () => {
    add('bin/docker');
    const plugin = add('elsewhere/docker-compose');
    mkdirSync(join(folder, 'config'));
    writeFileSync(
      join(folder, 'config/config.json'),
      JSON.stringify({ cliPluginsExtraDirs: [join(folder, 'elsewhere')] }),
    );
    expect(findCompose(environment())).toEqual({ command: [plugin], form: 'plugin' });
  });

  it('is docker-compose where there is no docker that could have a plugin', () => {
    const standalone = add('bin/docker-compose');
    add('config/cli-plugins/docker-compose');
    expect(findCompose(environment())).toEqual({ command: [standalone], form: 'standalone' });
  });

  it('is nothing that cannot be run', () => {
    add('bin/docker-compose', 0o644);
    mkdirSync(join(folder, 'bin/docker'));
    expect(() => findCompose(environment())).toThrow(ConciergeError);
  });
});
