import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { LoginError, OutcomeUnknownError } from '../../zabbix/errors.ts';
import { V70 } from '../testing/builders.ts';
import { deleteInRounds } from './delete-in-rounds.ts';

const GROUP = { kind: 'usergroups', key: 'Surplus', id: '7' };
const DIRECTORY = { kind: 'userdirectories', key: 'Surplus', id: '3' };

/** A server on which group and directory name each other, and what it was told to update. */
function circle(
  opens: boolean,
  answer: (method: string) => unknown = () => ({}),
): { zabbix: Zabbix; updates: unknown[]; round: typeof round } {
  const updates: unknown[] = [];
  const call = async <T>(method: string, parameters: unknown): Promise<T> => {
    updates.push([method, parameters]);
    return answer(method) as T;
  };
  const server: Pick<Zabbix, 'version' | 'call'> = { version: V70, call };
  async function round(rest: readonly (typeof GROUP)[]): Promise<readonly (typeof GROUP)[]> {
    return opens && updates.length > 0 ? [] : rest;
  }
  return { zabbix: server as Zabbix, updates, round };
}

describe('deleteInRounds', () => {
  it('opens a circle by what one of them can do without', async () => {
    const { zabbix, updates, round } = circle(true);
    const { left } = await deleteInRounds(zabbix, [DIRECTORY, GROUP], round);
    expect(left).toEqual([]);
    expect(updates).toEqual([['usergroup.update', { usrgrpid: '7', userdirectoryid: '0' }]]);
  });

  it('says of which it took something away in vain, and does it once', async () => {
    const { zabbix, updates, round } = circle(false);
    const { left, released } = await deleteInRounds(zabbix, [DIRECTORY, GROUP], round);
    expect(left).toEqual([DIRECTORY, GROUP]);
    expect([...released]).toEqual([GROUP]);
    expect(updates).toHaveLength(1);
  });

  it('changes nothing where all goes in the first round', async () => {
    const { zabbix, updates } = circle(false);
    expect((await deleteInRounds(zabbix, [GROUP], async () => [])).left).toEqual([]);
    expect(updates).toEqual([]);
  });

  it('goes on where no answer comes to what it takes away, and ends where nobody may log in any more', async () => {
    const without = (error: Error): ReturnType<typeof circle> =>
      circle(false, () => {
        throw error;
      });
    const unknown = without(new OutcomeUnknownError('usergroup.update'));
    const { left } = await deleteInRounds(unknown.zabbix, [DIRECTORY, GROUP], unknown.round);
    expect(left).toEqual([DIRECTORY, GROUP]);
    const ended = without(new LoginError('Zabbix no longer accepts the API token'));
    await expect(deleteInRounds(ended.zabbix, [GROUP], ended.round)).rejects.toThrow(LoginError);
  });
});
