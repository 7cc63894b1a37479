import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { populate } from '../../lab/populate.ts';
import { type Figure, medianOf } from '../figures.ts';
import { costsOf, drawingOf, figuresOf } from '../kind-costs.ts';
import type { Bench, Measurement, Result } from '../measurement.ts';
import { environmentFor, type Run, runProgram } from '../program.ts';
import { exportAll, idsOf, rawApi, timed } from '../raw.ts';

interface Round {
  readonly single: number;
  readonly whole: Run;
  /** A backup of one kind and no other, by kind. */
  readonly alone: ReadonlyMap<string, Run>;
}

/** A backup of a server that has every kind of object, and of each kind by itself: how fast each is, and what costs most. */
export const everyKind: Measurement = {
  name: 'kinds',
  title: 'backup_config of every kind, on a Zabbix 7.0 with a sample of everything besides its own templates',
  async run(bench: Bench): Promise<Result> {
    const server = await bench.fresh('7.0', 'bench_kinds');
    bench.say('filling the server');
    await populate(server);
    const api = await rawApi(server);
    const ids = await idsOf(api, 'template');
    const backup = (name: string, args: readonly string[] = []) =>
      runProgram(
        bench.program,
        ['backup_config', '--config-dir', join(bench.folder, 'kinds', name), ...args],
        {
          env: environmentFor(server),
        },
      );
    // What the database and PHP do once is done here; and it says which kinds there are.
    await backup('whole');
    const counts = await countsIn(join(bench.folder, 'kinds', 'whole'));
    const rounds: Round[] = [];
    for (let round = 1; round <= bench.rounds; round += 1) {
      bench.say(
        `round ${round} of ${bench.rounds}: raw export in one call, backup_config, and --only each kind`,
      );
      const single = await timed(() => exportAll(api, 'templates', ids));
      const whole = await backup('whole');
      const alone = new Map<string, Run>();
      for (const kind of Object.keys(counts)) alone.set(kind, await backup(kind, ['--only', kind]));
      rounds.push({ single, whole, alone });
    }
    const { fixed, costs } = costsOf(counts, (kind) =>
      medianOf(rounds, ({ alone }) => alone.get(kind)?.seconds ?? Number.NaN),
    );
    return {
      figures: [...wholeOf(rounds, counts), ...figuresOf(fixed, costs)],
      drawing: drawingOf(fixed, costs),
    };
  },
};

/** How many objects of each kind the backup in a folder has. */
async function countsIn(dir: string): Promise<Record<string, number>> {
  const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as {
    counts: Record<string, number>;
  };
  return manifest.counts;
}

function wholeOf(rounds: readonly Round[], counts: Readonly<Record<string, number>>): Figure[] {
  const objects = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    {
      what: 'raw configuration.export of all templates in one call',
      value: medianOf(rounds, ({ single }) => single),
      unit: 's',
    },
    {
      what: 'backup_config, every kind included',
      value: medianOf(rounds, ({ whole }) => whole.seconds),
      unit: 's',
    },
    {
      what: 'backup_config, every kind included : raw export in one call',
      value: medianOf(rounds, ({ whole, single }) => whole.seconds / single),
      unit: 'times',
      target: { atMost: 0.6 },
    },
    {
      what: `its ${objects} objects of ${Object.keys(counts).length} kinds`,
      value: medianOf(rounds, ({ whole }) => objects / whole.seconds),
      unit: 'per s',
    },
    {
      what: 'processor time of the program, of the time it runs',
      value: medianOf(rounds, ({ whole }) => (whole.cpuSeconds / whole.seconds) * 100),
      unit: '%',
    },
  ];
}
