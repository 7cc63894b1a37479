import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ComposeFiles } from './files.ts';

/** What brings in other files, which may take variables too. */
const BRINGS_IN = /\b(?:include|extends|env_file)\b["']?\s*:/u;

/**
 * Whether a project may take a variable from the environment: its files, or the `.env` beside them, name it, or bring in
 * others that are not looked into. A container without a value that it had until now would be worse than one program
 * more that gets a secret.
 * @returns a function of a variable's name
 */
export function mayTake({ files, projectDirectory, envFiles }: ComposeFiles): (name: string) => boolean {
  const beside = projectDirectory ?? dirname(files[0] ?? '.');
  const texts = files.map(textOf);
  if (texts.some((text) => BRINGS_IN.test(text))) return () => true;
  const all = [...texts, ...(envFiles ?? [join(beside, '.env')]).map(textOf)];
  return (name) => all.some((text) => text.includes(name));
}

/** A file that is not there takes nothing; where that is wrong, Compose says so. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
