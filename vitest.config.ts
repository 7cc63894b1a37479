import { defineConfig } from 'vitest/config';

/** Tests of containers and of stores, which need no Zabbix and mostly wait: `npm test` runs them beside the others. */
const WITHOUT_ZABBIX = [
  'test/{compose,containers,endpoints,scaling,scaling-page}.test.ts',
  'test/{store-contract,encrypted-contract,storage,storage-faults,storage-secrets}.test.ts',
];

/**
 * Four projects: `unit` stands beside the code and needs nothing; `servers` needs the lab (root, Debian) and runs
 * its files one after another, because two cores hold no more than one loaded Zabbix at a time; `engines` needs a
 * Docker Engine or a store of the lab; `full` is what takes long (`npm run test:full`), in the same way.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,lab,bench}/**/*.test.ts', 'scripts/**/*.test.mjs'],
          isolate: false,
          setupFiles: ['test/support/fresh-modules.ts'],
          // How busy the machine is must not decide; only what hangs is to be ended.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'servers',
          include: ['test/**/*.test.ts'],
          exclude: ['test/full/**', ...WITHOUT_ZABBIX],
          fileParallelism: false,
          // One process runs all files: the servers that they share are made once (test/support/servers.ts).
          isolate: false,
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          name: 'engines',
          include: WITHOUT_ZABBIX,
          fileParallelism: false,
          isolate: false,
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          name: 'full',
          include: ['test/full/**/*.test.ts'],
          fileParallelism: false,
          isolate: false,
          testTimeout: 1_800_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
