import type { Configuration, ConfigurationObject } from '../../configuration.ts';
import type { JsonObject } from '../../json.ts';
import type { WriteOptions } from '../write-backup.ts';

export const WRITE_OPTIONS: WriteOptions = { partial: false, startedAt: new Date('2026-11-22T17:00:00Z') };

export function objectsByKey(
  kind: string,
  objects: readonly { key: string; content: JsonObject; supplement?: JsonObject }[],
): Map<string, ConfigurationObject> {
  return new Map(objects.map((object) => [object.key, { kind, ...object }]));
}

/**
 * A small Configuration of 7.0 with everything that files tell apart: a trigger and a graph that span, supplements,
 * services of one name.
 * @param mark stands in every file, so that a mix of two backups can be told.
 */
export function sampleConfiguration(mark = 'first'): Configuration {
  const spanning = {
    name: 'spanning',
    expression: `last(/Template A/a)>0 and last(/Template B/b)>0`,
    priority: 'HIGH',
  };
  const graph = {
    name: 'load',
    graph_items: [{ color: 'FF0000', item: { host: 'web', key: 'load' } }],
  };
  const objects = new Map([
    ['hostgroups', objectsByKey('hostgroups', [named('Linux', { uuid: mark })])],
    ['templategroups', objectsByKey('templategroups', [])],
    [
      'templates',
      objectsByKey('templates', [
        template('Template A', { description: mark, triggers: [structuredClone(spanning)] }),
        template('Template B', { description: 'ünï\r\n"quoted"', triggers: [spanning] }),
      ]),
    ],
    [
      'hosts',
      objectsByKey('hosts', [
        {
          key: 'web',
          content: { host: 'web', name: mark, groups: [{ name: 'Linux' }], graphs: [graph] },
          supplement: { tls_connect: '2', tls_accept: '2', tls_issuer: '', tls_subject: mark },
        },
      ]),
    ],
    [
      'services',
      objectsByKey('services', [
        { key: 'Shop', content: { name: 'Shop', description: mark } },
        { key: 'Shop / Database', content: { name: 'Database', weight: '1' } },
        { key: 'Shop / Database [2]', content: { name: 'Database', weight: '2' } },
      ]),
    ],
    ['trigger_actions', objectsByKey('trigger_actions', [named('Report', { esc_period: mark })])],
  ]);
  return { zabbixVersion: '7.0.22', exportVersion: '7.0', objects };
}

function named(name: string, more: JsonObject): { key: string; content: JsonObject } {
  return { key: name, content: { name, ...more } };
}

function template(name: string, more: JsonObject): { key: string; content: JsonObject } {
  return { key: name, content: { template: name, name, ...more } };
}

/** The mark of a Configuration that sampleConfiguration made. */
export function marksOf(configuration: Configuration): string[] {
  const at = (kind: string, key: string): ConfigurationObject | undefined =>
    configuration.objects.get(kind)?.get(key);
  return [
    at('hostgroups', 'Linux')?.content.uuid,
    at('templates', 'Template A')?.content.description,
    at('hosts', 'web')?.content.name,
    at('hosts', 'web')?.supplement?.tls_subject,
    at('services', 'Shop')?.content.description,
    at('trigger_actions', 'Report')?.content.esc_period,
  ].map(String);
}
