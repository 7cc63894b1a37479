import { create, idOf } from '../populate/filling.ts';
import { HOSTS, TEMPLATES } from '../populate/names.ts';
import type { Change, Drifting } from './drifting.ts';
import { CHANGED_SECRETS, OTHER_SECRET } from './secrets.ts';

function macro(drifting: Drifting, kind: 'host' | 'template', owner: string, name: string): string {
  return idOf(drifting, 'usermacro', `${idOf(drifting, kind, owner)}/${name}`);
}

export const changeMacro: Change = async (drifting) => {
  await drifting.api.call('usermacro.update', [
    { hostmacroid: macro(drifting, 'host', HOSTS.main, '{$LAB.LIMIT}'), value: '1' },
    { hostmacroid: macro(drifting, 'host', HOSTS.main, '{$LAB.PLAIN}'), description: '' },
    { hostmacroid: macro(drifting, 'template', TEMPLATES.base, '{$LAB.LIMIT:"/var/log"}'), value: '2' },
  ]);
  return 'macros of a host and a template changed';
};

export const addMacro: Change = async (drifting) => {
  await create(drifting, 'usermacro', [
    { hostid: idOf(drifting, 'host', HOSTS.main), macro: '{$ADDED}', value: 'by hand' },
    { hostid: idOf(drifting, 'template', TEMPLATES.top), macro: '{$ADDED}', value: 'by hand' },
  ]);
  return 'macros added to a host and a template';
};

export const deleteMacro: Change = async (drifting) => {
  await drifting.api.call('usermacro.delete', [
    macro(drifting, 'host', HOSTS.main, '{$LAB.EMPTY}'),
    macro(drifting, 'template', TEMPLATES.base, '{$LAB.PLAIN}'),
  ]);
  return 'macros of a host and a template deleted';
};

/** Its value is lost: a restore can only make it again without one. */
export const deleteSecretMacro: Change = async (drifting) => {
  await drifting.api.call('usermacro.delete', [macro(drifting, 'host', HOSTS.second, '{$LAB.SECRET}')]);
  return `a secret macro of "${HOSTS.second}" deleted`;
};

/** A restore must leave these values as they are. */
export const changeSecretValue: Change = async (drifting) => {
  const [template, host] = CHANGED_SECRETS;
  await drifting.api.call('usermacro.update', [
    { hostmacroid: macro(drifting, 'template', template.owner, template.macro), value: OTHER_SECRET },
    { hostmacroid: macro(drifting, 'host', host.owner, host.macro), value: OTHER_SECRET },
  ]);
  return 'values of secret macros changed';
};

/** A plain macro that somebody has made secret: the backup knows its value. */
export const hideMacro: Change = async (drifting) => {
  const hostmacroid = macro(drifting, 'host', HOSTS.second, '{$LAB.PLAIN}');
  await drifting.api.call('usermacro.update', { hostmacroid, type: 1, value: 'hidden' });
  return `a plain macro of "${HOSTS.second}" made secret`;
};
