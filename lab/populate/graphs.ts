import { create, type Fields, type Filling, idOf, itemOf } from './filling.ts';
import { HOSTS, TEMPLATES } from './names.ts';

export const GRAPHS = {
  template: 'Lab base graph <&> "ü"',
  pie: 'Lab pie across hosts',
  axis: 'Lab axis items across hosts "日本語"',
  inherited: 'Lab top graph of inherited items',
} as const;

const COLOURS = ['1A7C11', 'F63100', '2774A4', 'A54F10'];

/** The items of one graph in their order. @param calc 2 average, 4 maximum, 9 last (pie graphs) */
function drawn(itemids: readonly string[], calc = 2): Fields[] {
  return itemids.map((itemid, index) => ({
    itemid,
    sortorder: index,
    drawtype: calc === 9 ? 0 : index % 3,
    color: COLOURS[index % COLOURS.length],
    yaxisside: calc === 9 ? 0 : index % 2,
    calc_fnc: calc,
  }));
}

/** Graphs of templates: normal, stacked, pie, exploded; axis limits fixed and by item. */
export async function makeTemplateGraphs(filling: Filling): Promise<void> {
  const on = (template: string, key: string): string =>
    itemOf(filling, idOf(filling, 'template', template), key);
  const load = on(TEMPLATES.base, 'base.load');
  const users = on(TEMPLATES.base, 'base.users');
  await create(filling, 'graph', [
    {
      name: GRAPHS.template,
      width: 700,
      height: 300,
      graphtype: 0,
      show_triggers: 0,
      show_legend: 0,
      show_work_period: 0,
      percent_left: '10.5',
      percent_right: '95',
      ymin_type: 1,
      yaxismin: '-1.5',
      ymax_type: 2,
      ymax_itemid: users,
      gitems: drawn([load, users]),
    },
    { name: 'Lab base stacked', width: 900, height: 200, graphtype: 1, gitems: drawn([load, users], 7) },
    { name: 'Lab base pie', width: 400, height: 300, graphtype: 2, show_3d: 1, gitems: pie([load, users]) },
    { name: 'Lab base exploded', width: 400, height: 300, graphtype: 3, gitems: pie([users, load]) },
  ]);
}

/** A pie graph: the last item is the whole. */
function pie(itemids: readonly string[]): Fields[] {
  return drawn(itemids, 9).map((item, index) => ({ ...item, type: index === itemids.length - 1 ? 2 : 0 }));
}

/** A graph of the top template over items that it inherits; made once the templates are linked. */
export async function makeInheritingGraphs(filling: Filling): Promise<void> {
  const top = idOf(filling, 'template', TEMPLATES.top);
  const itemids = ['top.load', 'left.load', 'base.load'].map((key) => itemOf(filling, top, key));
  await create(filling, 'graph', [
    { name: GRAPHS.inherited, width: 900, height: 200, gitems: drawn(itemids) },
  ]);
}

/** Graphs over the items of two hosts. */
export async function makeHostGraphs(filling: Filling): Promise<void> {
  const main = idOf(filling, 'host', HOSTS.main);
  const second = idOf(filling, 'host', HOSTS.second);
  const both = [itemOf(filling, main, 'own.trapper'), itemOf(filling, second, 'own.trapper')];
  await create(filling, 'graph', [
    { name: GRAPHS.pie, width: 500, height: 250, graphtype: 2, gitems: pie(both) },
    {
      name: GRAPHS.axis,
      width: 900,
      height: 200,
      ymin_type: 2,
      ymin_itemid: itemOf(filling, second, 'own.limit'),
      ymax_type: 2,
      ymax_itemid: itemOf(filling, main, 'own.trapper'),
      gitems: drawn([...both, itemOf(filling, main, 'base.load')]),
    },
  ]);
}
