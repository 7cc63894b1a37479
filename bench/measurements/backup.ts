import { join } from 'node:path';
import type { LabVersion } from '../../lab/zabbix.ts';
import { type Figure, medianOf } from '../figures.ts';
import type { Bench, Measurement, Result } from '../measurement.ts';
import { environmentFor, type Run, runProgram } from '../program.ts';
import { exportAll, exportInParts, idsOf, rawApi, timed } from '../raw.ts';

/** How the raw export in parts is made: the size that the program uses too. */
const PART = 20;
const PARTS_AT_ONCE = 2;

interface Round {
  readonly single: number;
  readonly parts: number;
  readonly backup: Run;
}

/** A backup of a server as its installer leaves it, against the export of its templates and nothing else. */
export function stockBackup(version: LabVersion): Measurement {
  return {
    name: `backup-${version}`,
    title: `backup_config of a stock Zabbix ${version}`,
    async run(bench: Bench): Promise<Result> {
      const server = await bench.fresh(version, 'bench_stock');
      const api = await rawApi(server);
      const ids = await idsOf(api, 'template');
      const dir = join(bench.folder, `stock-${version}`);
      const backup = () =>
        runProgram(bench.program, ['backup_config', '--config-dir', dir], { env: environmentFor(server) });
      // Neither side is to pay for what the database and PHP do once.
      await exportInParts(api, 'templates', ids, PART, PARTS_AT_ONCE);
      const rounds: Round[] = [];
      for (let round = 1; round <= bench.rounds; round += 1) {
        bench.say(`round ${round} of ${bench.rounds}: raw export in one call, in parts, backup_config`);
        rounds.push({
          single: await timed(() => exportAll(api, 'templates', ids)),
          parts: await timed(() => exportInParts(api, 'templates', ids, PART, PARTS_AT_ONCE)),
          backup: await backup(),
        });
      }
      return { figures: figuresOf(version, ids.length, rounds) };
    },
  };
}

function figuresOf(version: LabVersion, templates: number, rounds: readonly Round[]): Figure[] {
  // The targets are set for 7.0; what the older versions take is for information.
  const target = (atMost: number) => (version === '7.0' ? { target: { atMost } } : {});
  return [
    {
      what: `raw configuration.export of all ${templates} templates in one call`,
      value: medianOf(rounds, ({ single }) => single),
      unit: 's',
    },
    {
      what: `the same in parts of ${PART}, two at a time`,
      value: medianOf(rounds, ({ parts }) => parts),
      unit: 's',
    },
    { what: 'backup_config', value: medianOf(rounds, ({ backup }) => backup.seconds), unit: 's' },
    {
      what: 'backup_config : raw export in one call',
      value: medianOf(rounds, ({ backup, single }) => backup.seconds / single),
      unit: 'times',
      ...target(0.45),
    },
    {
      what: 'backup_config : raw export in parts',
      value: medianOf(rounds, ({ backup, parts }) => backup.seconds / parts),
      unit: 'times',
    },
    {
      what: 'processor time of the program, of the time it runs',
      value: medianOf(rounds, ({ backup }) => (backup.cpuSeconds / backup.seconds) * 100),
      unit: '%',
      ...target(15),
    },
    {
      what: 'memory of the program, at its highest',
      value: Math.max(...rounds.map(({ backup }) => backup.megabytes)),
      unit: 'MB',
      ...target(250),
    },
  ];
}
