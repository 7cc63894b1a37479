import { newFunction, TIME_FUNCTIONS } from './functions.ts';
import { oldCalls, replaceCalls } from './old-calls.ts';

/** The item inside which an export of 5.0 holds a trigger: its functions do not name it. */
export interface Inside {
  readonly host: string;
  readonly key: string;
}

/**
 * A trigger expression of 5.0 in the syntax of 5.4 and later, as the server's upgrade of the database writes it:
 * `{host:key.last()}>0` becomes `last(/host/key)>0`. Functions of time are no longer about an item. A host that only
 * they named is named by a further part, which is never true (dbpatch_convert_trigger in the server's source).
 * Pure; what is in the newer syntax already stays as it is.
 */
export function newExpression(expression: string, inside?: Inside): string {
  const itemOf = (call: { host: string; key: string }): string =>
    call.host === '' ? `/${inside?.host ?? ''}/${inside?.key ?? ''}` : `/${call.host}/${call.key}`;
  const hostOf = (call: { host: string }): string => (call.host === '' ? (inside?.host ?? '') : call.host);
  const calls = oldCalls(expression);
  const named = new Set(calls.filter(({ name }) => !TIME_FUNCTIONS.has(name)).map(hostOf));
  let further = '';
  for (const call of calls) {
    if (named.has(hostOf(call))) continue;
    named.add(hostOf(call));
    further += ` or (last(${itemOf(call)})<>last(${itemOf(call)}))`;
  }
  const converted = replaceCalls(expression, (call) => newFunction(call, itemOf(call)));
  return further === '' ? converted : `(${converted})${further}`;
}

/**
 * A text in which functions stand as macros: `{host:key.last()}` becomes `{?last(/host/key)}`. The first host of an event
 * is the one that is meant where none is named (dbpatch_convert_simple_macro in the server's source).
 */
export function withExpressionMacros(text: string): string {
  return replaceCalls(text, (call) => {
    if (call.host === '') return text.slice(call.start, call.end);
    const host = call.host.replace('{HOSTNAME', '{HOST.HOST');
    const named = /^\{HOST\.HOST1?\}$/.test(host) ? '' : host;
    return `{?${newFunction(call, `/${named}/${call.key}`)}}`;
  });
}
