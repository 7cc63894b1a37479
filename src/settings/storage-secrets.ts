import {
  ENCRYPTION_VARIABLES,
  STORAGE_VARIABLES,
  type VariableName,
  variableDefinition,
} from './variables.ts';

const OF_STORAGE: readonly VariableName[] = [...STORAGE_VARIABLES, ...ENCRYPTION_VARIABLES];

/**
 * What must not be shown of a setting that says how to get at a store: the value of a secret one, and the parts of it
 * that come back alone in messages (the key in a connection string, the signature in a SAS, a password in an address).
 */
export function secretsOfStorage(variable: VariableName, text: string): string[] {
  if (!OF_STORAGE.includes(variable)) return [];
  const whole = variableDefinition(variable).secret === true ? [text, text.trim()] : [];
  return [...whole, ...partsOf(text)].filter((secret) => !isPublished(secret));
}

function partsOf(text: string): string[] {
  const found = [
    // A secret key of age where its public one belongs.
    ...text.matchAll(/(?<value>AGE-SECRET-KEY-[A-Z\d-]+)/giu),
    ...text.matchAll(/(?:^|;)\s*(?:AccountKey|SharedAccessSignature)=(?<value>[^;]*)/giu),
    ...text.matchAll(/(?:^|[?&;=])sig=(?<value>[^&;\s]*)/giu),
    ...text.matchAll(/^[a-z][a-z\d+.-]*:\/\/[^/?#\s:@]*:(?<value>[^/?#\s]*)@/giu),
  ].map(({ groups }) => groups?.value?.trim() ?? '');
  return found.flatMap((value) => [value, decoded(value)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `UseDevelopmentStorage=true` names the emulator and is no secret. */
function isPublished(text: string): boolean {
  return /^UseDevelopmentStorage=true;?$/iu.test(text.trim());
}
