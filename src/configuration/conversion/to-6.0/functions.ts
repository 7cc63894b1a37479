import { isComposite, quoted, unquoted } from './function-parameters.ts';

/** A function of the syntax up to 5.2: `last`, `["#3", "1d"]`. */
export interface OldFunction {
  readonly name: string;
  /** As `readParameters` gives them. */
  readonly parameters: readonly string[];
}

/** Functions that are no longer about an item (dbupgrade_macros.c of the server). */
export const TIME_FUNCTIONS: ReadonlySet<string> = new Set([
  'date',
  'dayofmonth',
  'dayofweek',
  'now',
  'time',
]);

/**
 * A function in the syntax of 5.4 and later, as the server's upgrade of the database writes it.
 * @param item what the function is about: `/host/key`
 */
export function newFunction({ name, parameters }: OldFunction, item: string): string {
  if (TIME_FUNCTIONS.has(name)) return `${name}()`;
  const at = (index: number): string | undefined => parameters[index];
  const call = (called: string, ...given: (string | undefined)[]): string => {
    const all = given.map((one) => one ?? '');
    while (all.length > 0 && all.at(-1) === '') all.pop();
    return `${called}(${[item, ...all].join(',')})`;
  };
  switch (name) {
    case 'abschange':
      return `abs(${call('change')})`;
    case 'change':
    case 'logseverity':
      return call(name);
    case 'avg':
    case 'max':
    case 'min':
    case 'sum':
      return call(name, history(at(0), at(1)));
    case 'delta': {
      const period = history(at(0), at(1));
      return `(${call('max', period)}-${call('min', period)})`;
    }
    case 'diff':
      return `(${call('last', '#1')}<>${call('last', '#2')})`;
    case 'prev':
      return call('last', '#2');
    case 'last':
      return call('last', latest(at(0), at(1)));
    case 'strlen':
      return `length(${call('last', latest(at(0), at(1)))})`;
    case 'band': {
      const mask = unquoted(at(1) ?? '');
      return `bitand(${call('last', latest(at(0), at(2)))}${mask === '' ? '' : `,${mask}`})`;
    }
    case 'fuzzytime':
      return call(name, time(at(0)));
    case 'nodata':
      return call(name, time(at(0)), string(at(1)));
    case 'percentile':
      return call(name, history(at(0), at(1)), number(at(2)));
    case 'timeleft':
      return call(name, history(at(0), at(1)), number(at(2)), string(at(3)));
    case 'forecast':
      return call(name, history(at(0), at(1)), time(at(2)), string(at(3)), string(at(4)));
    case 'count':
      return call(name, history(at(0), at(3)), operator(at(2)), string(at(1)));
    case 'regexp':
    case 'iregexp':
    case 'str':
      return call('find', history(at(1), undefined), quoted(name === 'str' ? 'like' : name), string(at(0)));
    case 'logeventid':
    case 'logsource':
      return call(name, '', string(at(0)));
    case 'trenddelta': {
      const period = trend(at(0), at(1));
      return `(${call('trendmax', period)}-${call('trendmin', period)})`;
    }
    case 'trendavg':
    case 'trendcount':
    case 'trendmax':
    case 'trendmin':
    case 'trendsum':
      return call(name, trend(at(0), at(1)));
    default:
      return call(name, ...parameters);
  }
}

function history(period: string | undefined, shift: string | undefined): string {
  const [range, back] = [unquoted(period ?? ''), unquoted(shift ?? '')];
  const whole = range.startsWith('#') ? range : inSeconds(range);
  return back === '' ? whole : `${whole === '' ? '#1' : whole}:now-${inSeconds(back)}`;
}

/** `last(5m)` was the same as `last()`: only `#3` and macros mean something. */
function latest(place: string | undefined, shift: string | undefined): string {
  const counts = /^[#{]/.test(unquoted(place ?? ''));
  return history(counts ? place : undefined, shift);
}

function inSeconds(value: string): string {
  return /\d$/.test(value) ? `${value}s` : value;
}

function time(parameter: string | undefined): string {
  return inSeconds(number(parameter));
}

function number(parameter: string | undefined): string {
  const value = unquoted(parameter ?? '');
  return isComposite(value) ? quoted(value) : value;
}

/** An empty text is one too, where anything follows it. */
function string(parameter: string | undefined): string {
  return parameter === undefined ? '' : quoted(unquoted(parameter));
}

function operator(parameter: string | undefined): string {
  if (parameter === undefined || parameter === '') return '';
  const word = unquoted(parameter);
  return `"${(word === 'band' ? 'bitand' : word).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function trend(period: string | undefined, shift: string | undefined): string {
  const range = unquoted(period ?? '');
  return shift === undefined ? range : `${range}:${unquoted(shift)}`;
}
