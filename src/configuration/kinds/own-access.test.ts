import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { configurationOf, objectOf } from '../testing/builders.ts';
import { keepingAccess, type OwnAccess } from './own-access.ts';

const OWN: OwnAccess = { user: 'me', role: 'mine', groups: ['G'], token: 'me/in use' };
const OPEN = { gui_access: '0', users_status: '0', mfa_status: '0' };
const EMPTY = configurationOf({});

/** The fields that are left alone of an object that the backup has as `wanted` and the target as `now`. */
function left(
  kind: string,
  key: string,
  wanted: JsonObject,
  now: JsonObject,
  desired = EMPTY,
  live = EMPTY,
): readonly string[] {
  const leave = keepingAccess(OWN, desired, live);
  return leave(objectOf(kind, key, wanted), objectOf(kind, key, now))?.fields ?? [];
}

describe('who restores', () => {
  it('keeps the token that it uses, and no other', () => {
    expect(left('tokens', 'me/in use', { status: '1' }, { status: '0' })).toEqual(['status', 'expires_at']);
    expect(left('tokens', 'me/other', { status: '1' }, { status: '0' })).toEqual([]);
  });

  it('keeps its role, and groups that let it in', () => {
    const inGroup = (name: string): JsonObject => ({ usrgrps: [{ usrgrpid: name }] });
    const groups = { usergroups: { Closed: { ...OPEN, users_status: '1' }, Open: OPEN } };
    const desired = configurationOf(groups);
    expect(left('users', 'me', inGroup('Open'), inGroup('G'), desired)).toEqual(['roleid', 'type', 'passwd']);
    expect(left('users', 'me', inGroup('Closed'), inGroup('G'), desired)).toContain('usrgrps');
    expect(left('users', 'me', inGroup('Closed'), inGroup('G'), EMPTY, desired)).toContain('usrgrps');
    expect(left('users', 'me', { usrgrps: [] }, inGroup('G'), desired)).toContain('usrgrps');
    expect(left('users', 'other', inGroup('Closed'), inGroup('G'), desired)).toEqual([]);
  });

  it('keeps its groups open, and the rest of them becomes as in the backup', () => {
    expect(left('usergroups', 'G', { ...OPEN, users_status: '1' }, OPEN)).toEqual(['users_status']);
    expect(left('usergroups', 'G', { ...OPEN, gui_access: '3' }, OPEN)).toContain('gui_access');
    expect(left('usergroups', 'G', { ...OPEN, gui_access: '1' }, OPEN)).toEqual([]);
    expect(left('usergroups', 'G', { ...OPEN, mfa_status: '1' }, OPEN)).toEqual(['mfa_status', 'mfaid']);
    expect(left('usergroups', 'Other', { ...OPEN, users_status: '1' }, OPEN)).toEqual([]);
  });

  it('keeps what its role says of the API', () => {
    const role = (rules: JsonObject, type = '3'): JsonObject => ({ type, rules });
    const now = role({ api_access: '1', ui: [] });
    expect(left('roles', 'mine', role({ api_access: '0', ui: [] }), now)).toEqual(['type', 'rules']);
    expect(left('roles', 'mine', role({ api_access: '1', ui: [] }, '1'), now)).toEqual(['type', 'rules']);
    expect(left('roles', 'mine', role({ api_access: '1', ui: [{}] }), now)).toEqual([]);
    expect(left('roles', 'other', role({ api_access: '0' }), now)).toEqual([]);
  });
});
