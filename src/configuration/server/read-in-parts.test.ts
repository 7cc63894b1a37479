import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError } from '../../zabbix/errors.ts';
import type { JsonObject } from '../json.ts';
import type { ObjectKind } from '../kind.ts';
import { discoveredItems } from '../kinds/discovered-items-and-triggers.ts';
import { images } from '../kinds/images.ts';
import { V70 } from '../testing/builders.ts';
import { readInParts } from './read-in-parts.ts';

/** A front end that carries so many images with their content at once. */
function frontEnd(count: number, carries: number): Zabbix {
  const all = Array.from({ length: count }, (_, index) => String(index + 1));
  const call = async (method: string, parameters: JsonObject): Promise<JsonObject[]> => {
    const ids = Array.isArray(parameters.imageids) ? parameters.imageids.map(String) : all;
    if (parameters.select_image === true && ids.length > carries) {
      throw new AnswerTooLargeError('HTTP 500', { method, outcomeUnknown: false });
    }
    return ids.map((imageid) => ({ imageid, whole: parameters.select_image ?? false }));
  };
  return { version: V70, call } as unknown as Zabbix;
}

describe('what the front end cannot carry in one call', () => {
  it('comes in parts, every object once and whole', async () => {
    const rows = await readInParts(frontEnd(23, 3), images as ObjectKind);
    const expected = Array.from({ length: 23 }, (_, index) => ({ imageid: String(index + 1), whole: true }));
    expect(rows).toEqual(expected);
  });

  it('is chosen by the same filter before it is asked for in parts', async () => {
    const asked: JsonObject[] = [];
    const call = async (_method: string, parameters: JsonObject): Promise<JsonObject[]> => {
      asked.push(parameters);
      return [{ itemid: '1' }];
    };
    await readInParts({ version: V70, call } as unknown as Zabbix, discoveredItems as ObjectKind);
    expect(asked.map(({ filter }) => filter)).toEqual(Array(2).fill({ flags: '4', status: '1' }));
  });

  it('cannot be had where a single object is too much', async () => {
    await expect(readInParts(frontEnd(3, 0), images as ObjectKind)).rejects.toThrow(AnswerTooLargeError);
  });
});
