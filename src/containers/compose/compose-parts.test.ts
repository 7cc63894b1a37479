import { describe, expect, it } from 'vitest';
import { composeEnvironment } from './cli.ts';
import { configOf } from './config.ts';
import { filesOfLabels } from './files.ts';
import { projectNameOf } from './project.ts';

describe('the files that Compose wrote on a container', () => {
  it('are absolute with v2', () => {
    const labels = {
      'com.docker.compose.project.config_files': '/srv/a.yml,/srv/b.yml',
      'com.docker.compose.project.working_dir': '/srv',
      'com.docker.compose.project.environment_file': '/srv/.prod',
    };
    expect(filesOfLabels(labels)).toEqual({
      files: ['/srv/a.yml', '/srv/b.yml'],
      projectDirectory: '/srv',
      envFiles: ['/srv/.prod'],
    });
  });

  it('stand in the working directory with v1', () => {
    const labels = {
      'com.docker.compose.project.config_files': 'a.yml,../b.yml',
      'com.docker.compose.project.working_dir': '/srv/shop',
    };
    expect(filesOfLabels(labels)).toEqual({
      files: ['/srv/shop/a.yml', '/srv/b.yml'],
      projectDirectory: '/srv/shop',
    });
  });

  it('may be missing', () => {
    expect(filesOfLabels({})).toBeUndefined();
  });
});

describe('the name of a project that only its file tells', () => {
  it.each([
    ['/srv/Shop/compose.yml', 'shop'],
    ['/srv/my shop!/compose.yml', 'myshop'],
    ['/srv/a_b-c/compose.yml', 'a_b-c'],
    ['/compose.yml', 'default'],
  ])('%s: %s', (file, name) => {
    expect(projectNameOf(file)).toBe(name);
  });
});

describe('what Compose reads in a file', () => {
  it('has labels as a table or as a list', () => {
    const config = configOf({
      name: 'shop',
      services: {
        web: { labels: { 'concierge.scale.max': 6, plain: null } },
        db: { labels: ['concierge.scale.pause=both', 'flag', 'sum=a=b'] },
        none: {},
      },
    });
    expect(config.name).toBe('shop');
    expect(Object.fromEntries(config.services)).toEqual({
      web: { 'concierge.scale.max': '6', plain: '' },
      db: { 'concierge.scale.pause': 'both', flag: '', sum: 'a=b' },
      none: {},
    });
  });

  it('may be nothing', () => {
    expect([...configOf(null).services]).toEqual([]);
  });
});

describe('the environment of Compose', () => {
  const endpoint = { host: 'tcp://h:2376', certPath: '/certificates', timeoutMs: 2500 };

  it('is the person’s, save what says which Engine and which project', () => {
    const given = {
      PATH: '/bin',
      TAG: '1',
      UNSET: undefined,
      DOCKER_HOST: 'unix:///other',
      DOCKER_CONTEXT: 'other',
      DOCKER_TLS_VERIFY: '',
      COMPOSE_FILE: 'other.yml',
      COMPOSE_PROJECT_NAME: 'other',
      COMPOSE_HTTP_TIMEOUT: '7',
    };
    expect(composeEnvironment(endpoint, given)).toEqual({
      PATH: '/bin',
      TAG: '1',
      DOCKER_HOST: 'tcp://h:2376',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: '/certificates',
      DOCKER_CLIENT_TIMEOUT: '3',
      COMPOSE_HTTP_TIMEOUT: '7',
    });
  });

  it('says nothing of TLS where there is none', () => {
    expect(composeEnvironment({ host: 'unix:///s', timeoutMs: 1000 }, { DOCKER_CERT_PATH: '/old' })).toEqual({
      DOCKER_HOST: 'unix:///s',
      DOCKER_CLIENT_TIMEOUT: '1',
      COMPOSE_HTTP_TIMEOUT: '1',
    });
  });
});
