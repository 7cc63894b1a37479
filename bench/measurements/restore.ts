import { join } from 'node:path';
import { type LabApi, labApi } from '../../lab/api.ts';
import { type GatewayRequest, startGateway } from '../../lab/gateway.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { type Figure, medianOf } from '../figures.ts';
import type { Bench, Measurement, Result } from '../measurement.ts';
import { environmentFor, type Run, runProgram } from '../program.ts';

interface Round {
  readonly backup: Run;
  readonly restore: Run;
}

/** Restores that have little to do: what differs is found by reading, so they cost about what a backup costs. */
export const restoreOfLittle: Measurement = {
  name: 'restore',
  title: 'restore_config into a stock Zabbix 7.0 of which little or nothing differs',
  async run(bench: Bench): Promise<Result> {
    const server = await bench.fresh('7.0', 'bench_restore');
    const dir = join(bench.folder, 'restore');
    const run = (command: string, url = server.url) =>
      runProgram(bench.program, [command, '--config-dir', dir], { env: environmentFor({ url }) });
    await run('backup_config');
    const rounds: Round[] = [];
    for (let round = 1; round <= bench.rounds; round += 1) {
      bench.say(`round ${round} of ${bench.rounds}: backup_config, restore_config with nothing to do`);
      rounds.push({ backup: await run('backup_config'), restore: await run('restore_config') });
    }
    const figures: Figure[] = [
      {
        what: 'a restore that finds nothing to do : backup_config',
        value: medianOf(rounds, ({ restore, backup }) => restore.seconds / backup.seconds),
        unit: 'times',
        target: { atMost: 1.3 },
      },
      {
        what: 'its time',
        value: medianOf(rounds, ({ restore }) => restore.seconds),
        unit: 's',
      },
      {
        what: 'its memory, at its highest',
        value: Math.max(...rounds.map(({ restore }) => restore.megabytes)),
        unit: 'MB',
      },
    ];
    const backup = medianOf(rounds, (round) => round.backup.seconds);
    return { figures: [...figures, ...(await oneChanged(bench, server, run, backup))] };
  },
};

/** One item of one template is changed on the server: once for the time, once again to see what is imported. */
async function oneChanged(
  bench: Bench,
  server: LabServer,
  run: (command: string, url?: string) => Promise<Run>,
  backup: number,
): Promise<Figure[]> {
  bench.say('restore_config of one changed template');
  const api = await labApi(server);
  await changeOneTemplate(api);
  const direct = await run('restore_config');
  const changed = await changeOneTemplate(api);
  const gateway = await startGateway(server);
  try {
    await run('restore_config', gateway.url);
    const imports = gateway.requests.filter(({ method }) => method === 'configuration.import');
    const imported = imports.flatMap(templatesIn);
    const own = imported.length === 1 && imported[0] === changed;
    return [
      {
        what: 'calls of configuration.import for one changed template',
        value: imports.length,
        unit: '',
        target: { exactly: 1 },
      },
      {
        what: 'templates in them',
        value: imported.length,
        unit: '',
        target: { exactly: 1 },
        note: own ? 'the one that was changed' : 'not the one that was changed',
      },
      {
        what: 'time of that restore, copy of the target and reading it again included : backup_config',
        value: direct.seconds / backup,
        unit: 'times',
      },
      { what: 'its time', value: direct.seconds, unit: 's' },
    ];
  } finally {
    await gateway.stop();
  }
}

/** Changes the interval of an item, which only an import puts right. @returns the template's name */
async function changeOneTemplate(api: LabApi): Promise<string> {
  const [item] = await api.call<{ itemid: string; delay: string; hosts: { host: string }[] }[]>('item.get', {
    output: ['itemid', 'delay'],
    selectHosts: ['host'],
    templated: true,
    inherited: false,
    filter: { type: 0, flags: 0 },
    sortfield: 'itemid',
    limit: 1,
  });
  const template = item?.hosts[0]?.host;
  if (item === undefined || template === undefined) throw new Error('A stock Zabbix has an item to change');
  await api.call('item.update', { itemid: item.itemid, delay: item.delay === '7m' ? '8m' : '7m' });
  return template;
}

function templatesIn({ body }: GatewayRequest): string[] {
  const { source } = (body as { params: { source: string } }).params;
  const document = JSON.parse(source) as { zabbix_export: { templates?: { template: string }[] } };
  return (document.zabbix_export.templates ?? []).map(({ template }) => template);
}
