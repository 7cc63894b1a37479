import type { LabApi } from '../../lab/api.ts';

/** The rules of configuration.import that create whatever a document holds, in the words of each version. */
export async function importAsItStands(api: LabApi, source: string): Promise<void> {
  const create = { createMissing: true };
  const names = ['templates', 'hosts', 'items', 'triggers', 'graphs', 'discoveryRules', 'httptests'];
  const more = {
    '5.0': ['groups', 'applications', 'templateScreens'],
    '6.0': ['groups', 'templateDashboards'],
    '7.0': ['host_groups', 'template_groups', 'templateDashboards'],
  }[api.version];
  const rules = [...names, ...more, 'mediaTypes', 'valueMaps', 'templateLinkage'].map((name) => [
    name,
    create,
  ]);
  await api.call('configuration.import', { format: 'json', source, rules: Object.fromEntries(rules) });
}
