import { join } from 'node:path';
import { labApi } from '../../lab/api.ts';
import { makePlainHosts } from '../../lab/populate/plain-hosts.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { barChart } from '../bar-chart.ts';
import { type Figure, medianOf } from '../figures.ts';
import type { Bench, Measurement, Result } from '../measurement.ts';
import { environmentFor, type Run, runProgram } from '../program.ts';
import { exportInParts, idsOf, rawApi, timed } from '../raw.ts';

const STEPS = [500, 1000, 2500, 5000] as const;
const QUICK_STEPS = [250, 500, 1000] as const;

/** How the raw export in parts is made: the size that the program uses too. */
const PART = 200;
const PARTS_AT_ONCE = 2;

const RESTORE_LIMIT_SECONDS = 300;

/** What each plain host has: a template, an interface, a macro, a tag. */
const TEMPLATE = 'ICMP Ping';
const GROUP = 'Linux servers';

interface Round {
  readonly backup: Run;
  readonly raw: number;
}

interface Step {
  readonly hosts: number;
  readonly rounds: readonly Round[];
}

/** How a backup grows with the hosts, and what so many hosts take otherwise. */
export const manyHosts: Measurement = {
  name: 'hosts',
  title: 'many hosts on Zabbix 7.0',
  async run(bench: Bench): Promise<Result> {
    const server = await bench.fresh('7.0', 'bench_hosts');
    const steps: Step[] = [];
    for (const hosts of bench.quick ? QUICK_STEPS : STEPS) {
      await growTo(hosts, server, steps.at(-1)?.hosts ?? 0, bench);
      steps.push({ hosts, rounds: await measure(hosts, server, bench) });
    }
    const all = join(bench.folder, 'hosts-all');
    const most = steps.at(-1)?.hosts ?? 0;
    bench.say(`backup_config of everything, ${most} hosts included`);
    const whole = await runProgram(bench.program, ['backup_config', '--config-dir', all], {
      env: environmentFor(server),
    });
    return {
      figures: [
        ...growthOf(steps),
        {
          what: `memory at ${most} hosts, only they`,
          value: memoryOf(steps),
          unit: 'MB',
          target: { atMost: 400 },
        },
        {
          what: `memory at ${most} hosts, all templates besides`,
          value: whole.megabytes,
          unit: 'MB',
          target: { atMost: 400 },
        },
        { what: 'time of that backup of everything', value: whole.seconds, unit: 's' },
        ...(bench.quick ? [] : await restored(most, all, bench)),
      ],
      drawing: curve(steps),
    };
  },
};

async function growTo(hosts: number, server: LabServer, present: number, bench: Bench): Promise<void> {
  bench.say(`creating hosts up to ${hosts}`);
  const api = await labApi(server);
  const [group] = await api.call<{ groupid: string }[]>('hostgroup.get', { filter: { name: [GROUP] } });
  if (group === undefined) throw new Error(`A stock Zabbix has the group ${GROUP}`);
  const prefix = `upto-${hosts}-`;
  await makePlainHosts(api, { count: hosts - present, prefix, template: TEMPLATE, groupid: group.groupid });
}

async function measure(hosts: number, server: LabServer, bench: Bench): Promise<Round[]> {
  const api = await rawApi(server);
  const ids = await idsOf(api, 'host');
  const dir = join(bench.folder, 'hosts');
  const args = ['backup_config', '--only', 'hosts', '--config-dir', dir];
  const rounds: Round[] = [];
  for (let round = 1; round <= bench.rounds; round += 1) {
    bench.say(
      `${hosts} hosts, round ${round} of ${bench.rounds}: raw export in parts, backup_config --only hosts`,
    );
    const raw = await timed(() => exportInParts(api, 'hosts', ids, PART, PARTS_AT_ONCE));
    rounds.push({ raw, backup: await runProgram(bench.program, args, { env: environmentFor(server) }) });
  }
  return rounds;
}

function secondsOf({ rounds }: Step): number {
  return medianOf(rounds, ({ backup }) => backup.seconds);
}

function rawSecondsOf({ rounds }: Step): number {
  return medianOf(rounds, ({ raw }) => raw);
}

function memoryOf(steps: readonly Step[]): number {
  return Math.max(...(steps.at(-1)?.rounds ?? []).map(({ backup }) => backup.megabytes));
}

/** Growth is linear where so many times the hosts take at most as many times as long: 10 % more are for noise. */
const LINEAR = 1.1;

function growthOf(steps: readonly Step[]): Figure[] {
  const last = steps.at(-1);
  if (last === undefined) return [];
  return [
    ...steps.map(
      (step): Figure => ({
        what: `backup_config --only hosts, ${step.hosts} hosts, per host`,
        value: (secondsOf(step) / step.hosts) * 1000,
        unit: 'ms',
        note: `raw export in parts of ${PART}: ${((rawSecondsOf(step) / step.hosts) * 1000).toFixed(2)} ms`,
      }),
    ),
    ...steps.slice(1).map((to, index): Figure => {
      const from = steps[index] as Step;
      return {
        what: `time with ${to.hosts} hosts : with ${from.hosts}`,
        value: secondsOf(to) / secondsOf(from),
        unit: 'times',
        target: { atMost: (to.hosts / from.hosts) * LINEAR },
        note: `raw export in parts: ${(rawSecondsOf(to) / rawSecondsOf(from)).toFixed(2)} times`,
      };
    }),
    {
      what: `backup_config --only hosts : raw export in parts, ${last.hosts} hosts`,
      value: medianOf(last.rounds, ({ backup, raw }) => backup.seconds / raw),
      unit: 'times',
    },
  ];
}

function curve(steps: readonly Step[]): string {
  return barChart(
    steps.map((step) => ({
      label: `${step.hosts} hosts`,
      value: secondsOf(step),
      text: `${secondsOf(step).toFixed(2)} s`,
    })),
  );
}

/** All hosts into a server that has none of them, where that does not take too long. */
async function restored(hosts: number, dir: string, bench: Bench): Promise<Figure[]> {
  bench.say(`restore_config of ${hosts} hosts into a fresh server, ${RESTORE_LIMIT_SECONDS} s at most`);
  const target = await bench.fresh('7.0', 'bench_hosts_target');
  const what = `restore_config of ${hosts} hosts into a fresh server`;
  try {
    const run = await runProgram(bench.program, ['restore_config', '--yes', '--config-dir', dir], {
      env: environmentFor(target),
      timeoutSeconds: RESTORE_LIMIT_SECONDS,
    });
    return [
      { what, value: run.seconds, unit: 's' },
      { what: 'its memory, at its highest', value: run.megabytes, unit: 'MB' },
    ];
  } catch (error) {
    const [line] = String((error as Error).message).split('\n');
    return [{ what, value: RESTORE_LIMIT_SECONDS, unit: 's', note: `did not end within that time: ${line}` }];
  }
}
