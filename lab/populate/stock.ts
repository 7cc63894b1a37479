import type { LabVersion } from '../zabbix.ts';
import { type Fields, type Filling, since } from './filling.ts';

/** A template with few items that every fresh server brings along and that no other stock template links. */
export function stockTemplate(version: LabVersion): string {
  return version === '5.0' ? 'Template App SSH Service' : 'ICMP Ping';
}

/** A stock media type that no user has. */
const STOCK_MEDIA_TYPE = 'Jira';

/** Deletes a stock template and a stock media type and imports them again: the same, under other ids. */
export async function recreateStock(filling: Filling): Promise<void> {
  const { api } = filling;
  const [template] = await api.call<{ templateid: string }[]>('template.get', {
    output: ['templateid'],
    filter: { host: [stockTemplate(filling.version)] },
  });
  const [mediaType] = await api.call<{ mediatypeid: string }[]>('mediatype.get', {
    output: ['mediatypeid'],
    filter: { name: [STOCK_MEDIA_TYPE] },
  });
  const options = { templates: [template?.templateid], mediaTypes: [mediaType?.mediatypeid] };
  const source = await api.call<string>('configuration.export', { format: 'json', options });
  await api.call('template.delete', [template?.templateid]);
  await api.call('mediatype.delete', [mediaType?.mediatypeid]);
  await api.call('configuration.import', { format: 'json', source, rules: importRules(filling) });
}

/** Rules that create whatever a document of the lab holds. */
function importRules(filling: Filling): Fields {
  const make = { createMissing: true };
  const kinds = [
    'templates',
    'items',
    'triggers',
    'graphs',
    'discoveryRules',
    'httptests',
    'mediaTypes',
    'valueMaps',
  ];
  const more = since(filling, '7.0')
    ? ['host_groups', 'template_groups', 'templateDashboards']
    : ['groups', ...(since(filling, '6.0') ? ['templateDashboards'] : ['applications', 'templateScreens'])];
  return Object.fromEntries([...kinds, ...more, 'templateLinkage'].map((kind) => [kind, make]));
}
