import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useFolders } from './folders.ts';
import { expectExit } from './program.ts';

/** What Zabbix may hand over where a macro is not resolved, or an attacker names a host. */
const HOSTILE_NAMES = [
  '; rm -rf /',
  '$(x)',
  '`x`',
  '../x',
  'a/b',
  'x'.repeat(300),
  'web\nweb',
  ' web',
  '',
  '{HOST.NAME}',
];
const HOSTILE_NUMBERS = [
  '1e9',
  '-1',
  ' 1',
  '1 ',
  '01',
  '0x1',
  '١',
  '1\n',
  '99999999999999999999',
  '$(x)',
  '{EVENT.VALUE}',
  '',
];

/** What is refused before anything is asked of Docker: there is none at this address. */
export function describeScalingInput(): void {
  describe('what scaling is given', () => {
    const folder = useFolders();
    const environment = () => ({
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
      CONCIERGE_STATE_DIR: join(folder(), 'state'),
    });

    it.each(HOSTILE_NAMES)('is no component: %j', async (name) => {
      const settings = environment();
      for (const args of [
        ['scale_up', '--', name, '1', '1'],
        ['scale_down', '--', name, '1', '1'],
        ['container', 'scale', `--service-name=${name}`, '-c', '1', '-s', '1', 'up'],
        // The history also knows shop/web, as messages name it.
        ...(name === 'a/b' ? [] : [['history', '--', name]]),
      ]) {
        const { stdout, stderr } = await expectExit(2, args, settings);
        expect(stdout).toBe('');
        expect(stderr).not.toContain('x'.repeat(200));
      }
      expect(existsSync(settings.CONCIERGE_STATE_DIR)).toBe(false);
    });

    it('is an option, not a component, where it begins with a dash', async () => {
      await expectExit(2, ['scale_up', '-f', '1', '1'], environment());
      await expectExit(2, ['scale_up', '--', '-f', '1', '1'], environment());
    });

    it.each(HOSTILE_NUMBERS)('is no number: %j', async (text) => {
      const settings = environment();
      for (const args of [
        ['scale_up', '--', 'web', text, '1'],
        ['scale_up', '--', 'web', '1', text],
        ['scale_down', '--', 'web', 'auto', text],
        ['scale_up', 'web', '1', '1', `--max=${text}`],
        ['scale_up', 'web', '1', '1', `--step=${text}`],
        ['container', 'scale', '-n', 'web', `--current-scale=${text}`, '-s', '1', 'up'],
        ['container', 'scale', '-n', 'web', '-c', '1', `--scale-delta=${text}`, 'up'],
        ['history', `--limit=${text}`],
      ]) {
        await expectExit(2, args, settings);
      }
      expect(existsSync(settings.CONCIERGE_STATE_DIR)).toBe(false);
    });

    it.each([['--cooldown=soon'], ['--wait=1.5h'], ['--pause=sideways'], ['--min=5', '--max=3']])(
      'is no bound: %s %s',
      async (...options) => {
        await expectExit(2, ['scale_up', 'web', '1', '1', ...options.filter((each) => each)], environment());
      },
    );

    it('is not enough', async () => {
      await expectExit(2, ['scale_up', 'web', '1'], environment());
      await expectExit(2, ['container', 'scale', '-n', 'web', 'up'], environment());
      await expectExit(2, ['container', 'scale', '-s', '1', 'up'], environment());
    });

    it('is a history that is damaged, or that nobody has written yet', async () => {
      const settings = environment();
      expect((await expectExit(0, ['history', '--json'], settings)).json()).toEqual({ entries: [] });
      expect(existsSync(settings.CONCIERGE_STATE_DIR)).toBe(false);
      mkdirSync(settings.CONCIERGE_STATE_DIR, { recursive: true });
      writeFileSync(join(settings.CONCIERGE_STATE_DIR, 'history.sqlite'), 'no database'.repeat(500));
      for (const args of [['history'], ['scale_up', 'web', '1', '1']]) {
        const { stderr } = await expectExit(2, args, settings);
        expect(stderr).toContain('history.sqlite is damaged');
        expect(stderr).toContain('Move it away');
      }
    });
  });
}
