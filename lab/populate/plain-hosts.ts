import type { LabApi } from '../api.ts';
import type { Fields } from './filling.ts';

/** As many as one host.create takes without growing PHP past its usual memory. */
const AT_ONCE = 500;

/** The name of one plain host; `number` counts from 1. */
export function plainHostName(prefix: string, number: number): string {
  return `${prefix}plain-${String(number).padStart(5, '0')}`;
}

/**
 * Creates plain hosts in large batches: one agent interface on 127.0.0.1, a group, a macro, a tag and one template.
 * @param template the technical name of a template that the server has
 */
export async function makePlainHosts(
  api: LabApi,
  options: { count: number; prefix?: string; template: string; groupid: string },
): Promise<void> {
  const { count, prefix = '', template, groupid } = options;
  if (count === 0) {
    return;
  }
  const [found] = await api.call<{ templateid: string }[]>('template.get', {
    output: ['templateid'],
    filter: { host: [template] },
  });
  if (found === undefined) {
    throw new Error(`populate: the server has no template "${template}" for its plain hosts`);
  }
  const host = (number: number): Fields => ({
    host: plainHostName(prefix, number),
    groups: [{ groupid }],
    templates: [{ templateid: found.templateid }],
    interfaces: [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }],
    macros: [{ macro: '{$LAB.NUMBER}', value: String(number) }],
    tags: [{ tag: 'number', value: String(number) }],
  });
  for (let first = 1; first <= count; first += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - first + 1);
    await api.call(
      'host.create',
      Array.from({ length: size }, (_, index) => host(first + index)),
    );
  }
}
