import { create, type Filling, since } from './filling.ts';
import { SLAS } from './names.ts';

const DAY = 86_400;
const HOUR = 3600;
/** 2030-01-01, UTC. */
const THEN = 1_893_456_000;

/** SLAs came with 6.0: service tags of both operators, a schedule, downtimes that do not count. */
export async function makeSlas(filling: Filling): Promise<void> {
  if (!since(filling, '6.0')) return;
  const common = { effective_date: 1_577_836_800, timezone: 'UTC' };
  await create(filling, 'sla', [
    {
      ...common,
      name: SLAS.gold,
      period: 2,
      slo: '99.9995',
      timezone: 'Europe/Zurich',
      description: 'first line\r\nsecond <&> "ü"',
      service_tags: [
        { tag: 'sla', operator: 0, value: 'gold <&> "ü"' },
        { tag: 'sla', operator: 2, value: 'we' },
        { tag: 'bare', operator: 0, value: '' },
      ],
      schedule: [
        { period_from: DAY + 8 * HOUR, period_to: DAY + 18 * HOUR },
        { period_from: 6 * DAY, period_to: 7 * DAY },
      ],
      excluded_downtimes: [
        { name: 'Umbau "ü" <&>', period_from: THEN, period_to: THEN + HOUR },
        { name: 'Umbau "ü" <&>', period_from: THEN + DAY, period_to: THEN + DAY + HOUR },
      ],
    },
    {
      ...common,
      name: SLAS.weekly,
      period: 1,
      slo: '0',
      timezone: 'system',
      service_tags: [{ tag: 'node', operator: 2, value: 'two' }],
    },
    {
      ...common,
      name: SLAS.plain,
      period: 4,
      slo: '100',
      status: 0,
      service_tags: [{ tag: 'sla', value: 'web' }],
    },
  ]);
}
