import { defineConfig } from 'vitest/config';

/**
 * Two projects: `unit` stands beside the code and needs nothing; `servers` needs the lab (root, Debian) and runs
 * its files one after another, because two cores hold no more than one loaded Zabbix at a time.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'lab/**/*.test.ts', 'bench/**/*.test.ts'] } },
      {
        test: {
          name: 'servers',
          include: ['test/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
