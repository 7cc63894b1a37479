import type { ConversionStep } from '../draft.ts';
import { kindsNaming, rekeyByTriggers, renameNamed } from '../trigger-names.ts';
import { convertTexts, LONGEST_GRAPH_NAME } from './texts.ts';
import { newExpression } from './trigger-expressions.ts';

const BEFORE = '5.0';
const GRAPHS = new Set(['graphs', 'graphprototypes']);

/**
 * 5.4 and 6.0: triggers are named by expressions in the newer syntax, graphs by names in which functions are macros,
 * wherever services, maps, screens, dashboards and actions point to them. What is set on a discovered one goes by its name.
 */
export const namesOfTriggersAndGraphs: ConversionStep = {
  name: 'names of triggers and graphs',
  kinds: kindsNaming(BEFORE).map(({ name }) => name),
  convert(draft) {
    renameNamed(draft, BEFORE, (kind, name) => {
      if (kind === 'triggers') return newTriggerKey(name);
      return GRAPHS.has(kind) ? newGraphKey(name) : name;
    });
    rekeyByTriggers(draft, BEFORE);
  },
};

/** The key of a graph: its host, which has no slash in its name, and its name. */
function newGraphKey(key: string): string {
  const slash = key.indexOf('/');
  const graph = { name: key.slice(slash + 1) };
  convertTexts(graph, { name: LONGEST_GRAPH_NAME });
  return `${key.slice(0, slash + 1)}${graph.name}`;
}

/** The key of a trigger: its name, its expression and its recovery expression, each of which may have several lines. */
export function newTriggerKey(key: string): string {
  const [name = '', ...lines] = key.split('\n');
  const [expression, recovery] = expressionsIn(lines);
  const converted = [expression, ...(recovery === undefined ? [] : [recovery])].map((each) =>
    newExpression(each),
  );
  return [name, ...converted].join('\n');
}

function expressionsIn(lines: readonly string[]): [expression: string, recovery?: string] {
  for (let count = 1; count < lines.length; count += 1) {
    const parts = [lines.slice(0, count), lines.slice(count)].map((part) => part.join('\n'));
    const [expression = '', recovery = ''] = parts;
    if (isWhole(expression) && isWhole(recovery)) return [expression, recovery];
  }
  return [lines.join('\n')];
}

/** Whether a text may be an expression by itself: it is not cut in the middle of an operation or of brackets. */
function isWhole(part: string): boolean {
  const bare = part.replace(/"(?:[^"\\]|\\.)*"/gs, '""').trim();
  const depth = [...bare].reduce((level, each) => level + (each === '(' ? 1 : each === ')' ? -1 : 0), 0);
  return (
    depth === 0 &&
    bare !== '' &&
    !/(?:\b(?:and|or|not)|[-+*/=<>(])$/.test(bare) &&
    !/^(?:(?:and|or)\b|[+*/=<>])/.test(bare)
  );
}
