import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { type JsonObject, objectsIn, text } from '../json.ts';
import type { HolderKind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import type { Create } from '../plan.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { objectOf, V70 } from '../testing/builders.ts';
import { finishDeferred } from './deferred.ts';
import { finishLater, isLeftForLater } from './finish-later.ts';
import { importFirstPass } from './first-pass.ts';

const templates = kindNamed('templates') as HolderKind;

const shows = (map: string): JsonObject => ({
  name: `shows ${map}`,
  pages: [{ widgets: [{ fields: [{ type: 'MAP', name: 'sysmapid', value: { name: map } }] }] }],
});
const DASHBOARDS = [{ name: 'plain', pages: [] }, shows('there'), shows('later')];
const CREATE: Create = {
  type: 'create',
  kind: 'templates',
  key: 't',
  desired: objectOf('templates', 't', {
    uuid: 'u',
    template: 't',
    groups: [],
    items: [{ key: 'k' }],
    dashboards: DASHBOARDS,
  }),
};

/** A server that has one map, after the import of a template that shows two. */
async function afterFirstPass() {
  const imports: { readonly element: JsonObject; readonly rules: JsonObject }[] = [];
  const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
    if (method === 'map.get') return [{ sysmapid: '1', name: 'there' }];
    if (method !== 'configuration.import') return [];
    const { zabbix_export } = JSON.parse(text(parameters.source)) as { zabbix_export: JsonObject };
    const [element = {}] = objectsIn(zabbix_export.templates);
    imports.push({ element, rules: parameters.rules as JsonObject });
    return true;
  };
  const context = applyContextOf({ version: V70, call } as unknown as Zabbix);
  await importFirstPass(templates, [CREATE], context);
  return { context, imports };
}

describe('a dashboard of a template that shows a map', () => {
  it('is left out of the first import where the map is not there yet', async () => {
    const { context, imports } = await afterFirstPass();
    expect(imports.map(({ element }) => element.dashboards)).toEqual([DASHBOARDS.slice(0, 2)]);
    expect(isLeftForLater(templates, CREATE, context)).toBe(true);
  });

  it('comes by an import of its own as soon as the map is there, and the template counts as done then', async () => {
    const { context, imports } = await afterFirstPass();
    finishLater(templates, CREATE, context);
    await finishDeferred('what can be', context);
    expect(imports).toHaveLength(1);
    expect(context.report.done).toEqual([]);
    context.names.learn('maps', '2', 'later');
    await finishDeferred('what can be', context);
    expect(imports.slice(1)).toEqual([
      {
        element: { uuid: 'u', template: 't', groups: [], dashboards: DASHBOARDS },
        rules: { templateDashboards: { createMissing: true, updateExisting: true } },
      },
    ]);
    expect(context.report.done).toMatchObject([{ kind: 'templates', key: 't' }]);
  });

  it('is said to be missing where the map never comes', async () => {
    const { context, imports } = await afterFirstPass();
    finishLater(templates, CREATE, context);
    await finishDeferred('all', context);
    expect(imports).toHaveLength(1);
    expect(context.report.failed).toEqual([
      {
        kind: 'templates',
        key: 't',
        reason: 'it was created without a part of it: it needs the map "later", which is not on the target',
      },
    ]);
  });
});
