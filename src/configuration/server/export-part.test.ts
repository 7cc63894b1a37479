import { expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError } from '../../zabbix/errors.ts';
import { inParts } from '../../zabbix/parts.ts';
import type { DocumentKind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import { V70 } from '../testing/builders.ts';
import { idFor, knownNames } from '../testing/known-names.ts';
import { exportPart } from './export-part.ts';

const remedy = 'Raise memory_limit of its PHP.';

/** Exports these of a server that cannot export "large"; gives what ends it. */
async function failureOf(kindName: string, keys: readonly string[]): Promise<unknown> {
  const kind = kindNamed(kindName) as DocumentKind;
  const large = idFor(kindName, 'large');
  const call = async (
    method: string,
    { options }: { options: Record<string, string[]> },
  ): Promise<unknown> => {
    if (Object.values(options).flat().includes(large))
      throw new AnswerTooLargeError('too much', { method, why: 'HTTP 500', remedy, outcomeUnknown: false });
    return { zabbix_export: { version: '7.0' } };
  };
  const zabbix = { version: V70, call } as unknown as Zabbix;
  const names = knownNames({ [kindName]: keys }, V70);
  const ids = keys.map((key) => idFor(kindName, key));
  try {
    for await (const _ of inParts(ids, 20, (some) => exportPart(zabbix, kind, some, names, undefined)));
  } catch (error) {
    return error;
  }
  return undefined;
}

it.each([
  ['hosts', 'The host "large" by itself is more than the Zabbix front end can carry'],
  ['templates', 'The template "large" by itself is more than the Zabbix front end can carry'],
])('what cannot be exported of %s is named, with what to do', async (kind, message) => {
  const failure = await failureOf(kind, ['a', 'b', 'large', 'z']);
  expect(failure).toBeInstanceOf(AnswerTooLargeError);
  expect(failure).toMatchObject({ message, why: 'configuration.export: HTTP 500', remedy });
  expect(await failureOf(kind, ['a', 'b'])).toBeUndefined();
});
