import { InputError } from '../errors.ts';

/** What Docker takes as the name of a container (moby, daemon/names): here also of a service, so of a component. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/u;

/** Names come to be parts of host names and paths; longer ones Docker refuses in one place or another. */
const LONGEST = 128;

/**
 * Checks the name of a component. It may come from anywhere (the text of a Zabbix event), and goes into requests,
 * paths and command lines: nothing but a plain name passes.
 * @throws InputError where it is none
 */
export function requireComponentName(text: string): string {
  if (NAME.test(text) && text.length <= LONGEST) return text;
  throw new InputError(`${shown(text)} is not the name of a component`, {
    why: whyNot(text),
    remedy: 'Give the name of the service as the compose file or `docker service ls` has it.',
  });
}

function whyNot(text: string): string {
  if (text === '') return 'it is empty';
  if (text.length > LONGEST) return `it has ${text.length} characters; ${LONGEST} is the most`;
  return 'a name holds letters, digits, "_", "." and "-" only, and begins with a letter or digit';
}

/** As it was given, but harmless: control characters written out, and not too long. */
function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
