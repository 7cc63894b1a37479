import { describe, expect, it } from 'vitest';
import { parseInvocation } from '../../src/commands/parse.ts';
import { findWords } from '../../src/commands/words.ts';
import { VARIABLE_NAMES } from '../../src/settings/variables.ts';
import { DOCKER_STEPS, STEPS, type Stage } from './steps.ts';

const STAGE: Stage = {
  sourceUrl: 'http://127.0.0.1:1',
  targetUrl: 'http://127.0.0.1:2',
  backupFolder: '/tmp/backup',
  docker: {
    host: 'tcp://127.0.0.1:3',
    certPath: '/tmp/certificates',
    project: 'quickstart',
    composeFile: '/tmp/compose.yml',
    stateFolder: '/tmp/state',
    programs: {},
  },
};

describe('the steps of the quickstart', () => {
  it.each([...STEPS, ...DOCKER_STEPS])(
    '"$title" is a command line that the program takes',
    ({ args, environment }) => {
      const words = findWords(args(STAGE));
      expect(words.command).toBeDefined();
      if (words.command !== undefined) parseInvocation(words.command, words.family, words.rest);
      for (const name of Object.keys(environment(STAGE))) expect(VARIABLE_NAMES).toContain(name);
    },
  );
});
