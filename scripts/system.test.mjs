import { describe, expect, it } from 'vitest';
import { containerLine, noServersMessage } from './system.mjs';

describe('containerLine', () => {
  it('repeats the npm script that was asked for', () => {
    expect(containerLine('test')).toMatch(/^docker run .* npm test$/);
    expect(containerLine('bench')).toMatch(/^docker run .* npm run bench$/);
    expect(noServersMessage('test:full', 'so')).toContain(containerLine('test:full'));
  });

  it('lets the host reach what is there to be looked at', () => {
    for (const script of ['quickstart', 'lab']) expect(containerLine(script)).toContain(' --network host ');
    for (const script of ['test', 'test:full', 'bench'])
      expect(containerLine(script)).not.toContain('--network');
  });
});
