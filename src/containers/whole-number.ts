import { InputError } from '../errors.ts';

/** More containers of one component than that are a slip of the hand, or an overflow somewhere else. */
export const LARGEST_NUMBER = 10_000;

/** A whole number as digits and nothing else, no larger than LARGEST_NUMBER; undefined for anything else. */
export function readWhole(text: string): number | undefined {
  if (!/^(?:0|[1-9]\d{0,9})$/u.test(text)) return undefined;
  const value = Number(text);
  return value <= LARGEST_NUMBER ? value : undefined;
}

/**
 * A number that a person or Zabbix wrote.
 * @param what how messages name it: `<increment>`, `--scale-delta`
 * @throws InputError for anything but digits: no sign, no space, no exponent
 */
export function requireWhole(text: string, what: string, also = ''): number {
  const value = readWhole(text);
  if (value !== undefined) return value;
  throw new InputError(`${what} cannot be used`, {
    why: `it is ${shown(text)}; it takes a whole number from 0 to ${LARGEST_NUMBER}, digits only${also}`,
    remedy: 'Where Zabbix gives the number, see that the macro in the command is resolved.',
  });
}

/** As it was given, but harmless: control characters written out, and not too long. */
function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
