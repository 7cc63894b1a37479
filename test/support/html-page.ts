import type { JsonObject } from '../../src/configuration/json.ts';
import { kindsInOrder } from '../../src/configuration/kinds/all-kinds.ts';
import { makePlan } from '../../src/configuration/plan.ts';
import { renderHtml } from '../../src/configuration/render-html.ts';
import { configurationOf, V70 } from '../../src/configuration/testing/builders.ts';

const EVIL = '<img src=x onerror="window.evil=1"><script>window.evil=2</script>';
const LINES = Array.from({ length: 60 }, (_, line) => `line ${line}: ${'word '.repeat(line % 9)}`);

/** A page with a change of every sort: names that are markup, as long as Zabbix has room for, long texts, a rename. */
export function pageWithDifferences(): string {
  const script = (command: string, name = 'long text'): JsonObject => ({
    name,
    command,
    scope: '1',
    type: '0',
  });
  const lots = (suffix: string): JsonObject =>
    Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`field_${index}`, `value ${index}${suffix}`]),
    );
  const before = configurationOf(
    {
      hosts: { web: { host: 'web', name: 'Visible web', items: [{ key: 'gone', name: 'Gone' }] } },
      scripts: {
        'long text': script(LINES.join('\n')),
        'one line': script('x'.repeat(1500), 'one line'),
      },
      settings: { global: lots('') },
      macros: { '{$A}': { macro: '{$A}', type: 'TEXT', value: 'a needle in a box' } },
      trigger_actions: { [EVIL]: { name: EVIL, esc_period: '1h', status: '0', eventsource: '0' } },
      services: { extra: { name: 'extra', uuid: 'of extra' } },
    },
    V70,
  );
  const after = configurationOf(
    {
      hosts: { web: { host: 'web', name: 'Visible web', items: [{ key: 'new', name: 'x'.repeat(255) }] } },
      scripts: {
        'long text': script([...LINES.slice(0, 30), 'another line', ...LINES.slice(32)].join('\n')),
        'one line': script('y'.repeat(1500), 'one line'),
      },
      settings: { global: lots(' changed') },
      macros: { '{$A}': { macro: '{$A}', type: 'TEXT', value: 'a needle in a haystack' } },
      trigger_actions: {
        [EVIL]: { name: EVIL, esc_period: EVIL, status: '1', eventsource: '0' },
        ['ü'.repeat(255)]: { name: 'ü'.repeat(255) },
        'right to left \u202e and العربية': { name: 'right to left \u202e and العربية' },
      },
      maps: { 'a map': { name: 'a map' } },
      hostgroups: Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { name }])),
    },
    V70,
  );
  const kinds = kindsInOrder(V70);
  const plan = makePlan(after, before, { kinds, version: V70, keepItems: false, prunes: () => true });
  const skipped = [
    { kind: 'maps', key: 'a map', reason: 'it needs the user "bob", which is not on the target' },
  ];
  return renderHtml(plan, skipped, {
    backup: `/var/backups/${'zabbix-'.repeat(20)}`,
    takenAt: '2026-11-29T01:30:00.000Z',
    server: 'https://zabbix.example.com/api_jsonrpc.php',
    zabbix: '7.0.22',
    madeAt: new Date('2026-11-29T07:00:00.000Z'),
  });
}
