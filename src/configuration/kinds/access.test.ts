import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { isObjectKind, type ObjectTravel } from '../kind.ts';
import { V50, V60, V70 } from '../testing/builders.ts';
import { kindNamed } from './all-kinds.ts';

function travelOf(name: string): ObjectTravel {
  const kind = kindNamed(name);
  if (!isObjectKind(kind)) throw new Error(`${name} does not travel as objects`);
  return kind.travel;
}

describe('global macros', () => {
  const travel = travelOf('macros');

  it('have their types in words, as those of hosts have in documents', () => {
    const row = { globalmacroid: '3', macro: '{$A}', type: '1', description: '' };
    const content = travel.fromApi(row, V70);
    expect(content).toEqual({ macro: '{$A}', type: 'SECRET_TEXT', description: '' });
    expect(travel.toApi?.({ ...content, value: 'x' }, V70)).toEqual({
      macro: '{$A}',
      type: '1',
      description: '',
      value: 'x',
    });
  });

  it('that are secret are created empty, and a person is told; where the backup holds the value it is set', () => {
    expect(travel.closed?.({ macro: '{$A}', type: 'SECRET_TEXT' }, V70)?.fields).toEqual({ value: '' });
    expect(travel.closed?.({ macro: '{$A}', type: 'SECRET_TEXT', value: 'x' }, V70)).toBeUndefined();
    expect(travel.closed?.({ macro: '{$A}', type: 'TEXT', value: '' }, V70)).toBeUndefined();
  });
});

describe('regular expressions', () => {
  it('have a delimiter where Zabbix takes one', () => {
    const expression = (expression_type: string, exp_delimiter: string): JsonObject => ({
      expression: 'x',
      expression_type,
      exp_delimiter,
    });
    const row = {
      regexpid: '1',
      name: 'r',
      expressions: [expression('0', ','), expression('1', '/'), expression('3', '')],
    };
    expect(travelOf('regexps').fromApi(row, V70)).toEqual({
      name: 'r',
      expressions: [{ expression: 'x', expression_type: '0' }, expression('1', '/'), expression('3', '')],
    });
  });
});

describe('user groups', () => {
  it('have a user directory and an MFA method only where these count', () => {
    const row = { usrgrpid: '7', name: 'g', userdirectoryid: '0', mfaid: '0' };
    const { fromApi } = travelOf('usergroups');
    expect(fromApi({ ...row, gui_access: '3', mfa_status: '0' }, V70)).toEqual({
      name: 'g',
      gui_access: '3',
      mfa_status: '0',
    });
    expect(fromApi({ ...row, gui_access: '2', mfa_status: '1' }, V70)).toMatchObject({
      userdirectoryid: '0',
      mfaid: '0',
    });
  });
});

describe('roles', () => {
  const travel = travelOf('roles');
  const rules = {
    'ui.default_access': '1',
    'modules.default_access': '1',
    'services.read.list': [],
    modules: [
      { moduleid: '1', status: '1' },
      { moduleid: '2', status: '0' },
    ],
  };

  it('name the modules that are not as by default, and rules without dots', () => {
    const content = travel.fromApi({ roleid: '4', name: 'r', type: '1', readonly: '0', rules }, V60);
    expect(content).toEqual({
      name: 'r',
      type: '1',
      readonly: '0',
      rules: {
        ui_default_access: '1',
        modules_default_access: '1',
        services_read_list: [],
        modules: [{ moduleid: '2', status: '0' }],
      },
    });
    expect(travel.toApi?.(content, V60)).toEqual({
      name: 'r',
      type: '1',
      rules: { ...rules, modules: [{ moduleid: '2', status: '0' }] },
    });
  });

  it('that nobody may change are left as they are', () => {
    const role = { name: 'Super admin role', type: '3', readonly: '1', rules: {} };
    expect(travel.leave?.(role, role)?.fields).toContain('rules');
    expect(travel.leave?.({ ...role, readonly: '0' }, { ...role, readonly: '0' })).toBeUndefined();
  });
});

describe('users', () => {
  const travel = travelOf('users');
  const row = {
    userid: '5',
    username: 'u',
    attempt_failed: '3',
    provisioned: '0',
    ts_provisioned: '0',
    userdirectoryid: '0',
    roleid: '1',
    usrgrps: [{ usrgrpid: '7', name: 'g' }],
    medias: [
      { mediaid: '1', mediatypeid: '2', sendto: 'a', provisioned: '0', userdirectory_mediaid: '0' },
      { mediaid: '2', mediatypeid: '2', sendto: 'b', provisioned: '1', userdirectory_mediaid: '4' },
    ],
  };

  it('are without what happens at run time and what a user directory provides', () => {
    expect(travel.fromApi(row, V70)).toEqual({
      username: 'u',
      roleid: '1',
      usrgrps: [{ usrgrpid: '7' }],
      medias: [{ mediatypeid: '2', sendto: 'a' }],
    });
  });

  it('are written in the words of the version', () => {
    const content = { medias: [], usrgrps: [] };
    expect(travel.toApi?.({ alias: 'u', ...content }, V50)).toEqual({
      alias: 'u',
      user_medias: [],
      usrgrps: [],
    });
    expect(travel.toApi?.({ username: 'u', provisioned: '1', ...content }, V70)).toEqual({
      username: 'u',
      ...content,
    });
    expect(travel.toApi?.({ name: 'n' }, V50)).toEqual({ name: 'n' });
  });

  it('get a password that nobody knows, another one each', () => {
    const [one, other] = [1, 2].map(() => travel.closed?.({ username: 'u' }, V70)?.fields.passwd);
    expect(one).toMatch(/^.{70}$/u);
    expect(one).not.toBe(other);
    expect(travel.closed?.({ username: 'u', provisioned: '1' }, V70)?.needs).toContain('user directory');
  });

  it('keep what nobody may change of them', () => {
    expect(travel.leave?.({}, { username: 'guest' })?.fields).toEqual(['lang', 'theme']);
    expect(travel.leave?.({}, { alias: 'guest' })?.fields).toEqual(['lang', 'theme']);
    expect(travel.leave?.({}, { username: 'u', provisioned: '1' })?.fields).toEqual([
      'roleid',
      'usrgrps',
      'passwd',
    ]);
    expect(travel.leave?.({}, { username: 'u' })).toBeUndefined();
  });
});

describe('user directories', () => {
  const travel = travelOf('userdirectories');
  const binding = { idp_type: '1', name: 'd', host: 'a', bind_dn: 'cn=x' };

  it('have a key each, though that of SAML need not have a name', () => {
    const keyOf = (idp_type: string, name: string): string | undefined =>
      kindNamed('userdirectories').key?.({ idp_type, name });
    expect([keyOf('2', ''), keyOf('1', 'd')]).toEqual(['(SAML)', 'd']);
    expect(keyOf('1', '(SAML)')).not.toBe(keyOf('2', ''));
  });

  it('keep their host where a password is to go along with another one, and nobody has it', () => {
    expect(travel.leave?.(binding, binding)?.fields).toEqual(['host']);
    expect(travel.leave?.({ ...binding, bind_password: 'p' }, binding)).toBeUndefined();
    expect(travel.leave?.(binding, { ...binding, bind_dn: '' })).toBeUndefined();
    expect(travel.leave?.({ ...binding, bind_dn: '' }, binding)).toBeUndefined();
  });

  it('lose the password that they no longer need, which Zabbix would ask for', () => {
    expect(travel.toApi?.({ host: 'b', bind_dn: '' }, V70)).toEqual({
      host: 'b',
      bind_dn: '',
      bind_password: '',
    });
    expect(travel.toApi?.({ host: 'b', bind_dn: 'cn=x' }, V70)).toEqual({ host: 'b', bind_dn: 'cn=x' });
    expect(travel.toApi?.({ sso_url: 'https://b' }, V70)).toEqual({ sso_url: 'https://b' });
  });
});
