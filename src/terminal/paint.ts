/** Colours a text, or leaves it as it is where colours are off. */
export interface Paint {
  readonly enabled: boolean;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

/** SGR codes: on and off (ECMA-48, 8.3.117). */
function style(enabled: boolean, on: number, off: number): (text: string) => string {
  return enabled ? (text) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`) : (text) => text;
}

/** Colours of ECMA-48 (SGR), or the same texts unchanged where they are not wanted. */
export function createPaint(enabled: boolean): Paint {
  return {
    enabled,
    red: style(enabled, 31, 39),
    green: style(enabled, 32, 39),
    yellow: style(enabled, 33, 39),
    blue: style(enabled, 34, 39),
    dim: style(enabled, 2, 22),
    bold: style(enabled, 1, 22),
  };
}

/**
 * Whether to colour: only on a terminal, never where NO_COLOR is set to anything but the empty text
 * (https://no-color.org), the terminal is `dumb`, or `--no-color` was given.
 */
export function wantsColour(
  stream: { isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
  noColorFlag: boolean,
): boolean {
  return Boolean(stream.isTTY) && !noColorFlag && !environment.NO_COLOR && environment.TERM !== 'dumb';
}
