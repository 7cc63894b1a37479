import type { JsonObject } from '../../json.ts';
import { isObject, objectsIn, text } from '../../json.ts';
import { eachOf } from '../draft.ts';

const FROM_ACTIONS = ['trigger', 'service', 'discovery', 'autoregistration', 'internal'];
const NEW_OF_ADMINISTRATION = ['api_tokens', 'audit_log', 'housekeeping', 'macros', 'proxy_groups'];
const NEW_ACTIONS = ['invoke_execute_now', 'change_problem_ranking', 'suppress_problems'];
const REMOVED_METHODS = ['trigger.adddependencies', 'trigger.deletedependencies'];

/** 6.2 to 7.0: the pages of the front end that a role may open are other ones, and there are more actions. */
export const roles = eachOf('rules of user roles', ['roles'], (role) => {
  const { rules } = role;
  if (!isObject(rules)) return;
  const ui = objectsIn(rules.ui);
  const statusOf = (name: string): string | undefined =>
    ui.filter((rule) => rule.name === name).map(({ status }) => text(status))[0];
  const added: JsonObject[] = [];
  const add = (names: readonly string[], from: string): void => {
    const status = statusOf(from);
    if (status === undefined) return;
    added.push(...names.filter((name) => statusOf(name) === undefined).map((name) => ({ name, status })));
  };
  add(
    FROM_ACTIONS.map((source) => `configuration.${source}_actions`),
    'configuration.actions',
  );
  add(['configuration.template_groups'], 'configuration.host_groups');
  add(
    NEW_OF_ADMINISTRATION.map((page) => `administration.${page}`),
    'administration.general',
  );
  const gone = ['configuration.actions', 'services.actions'];
  rules.ui = [...ui.filter(({ name }) => !gone.includes(text(name))), ...added];
  const actions = objectsIn(rules.actions);
  const status = text(rules.actions_default_access ?? '1');
  const missing = NEW_ACTIONS.filter((name) => !actions.some((action) => action.name === name));
  rules.actions = [...actions, ...missing.map((name) => ({ name, status }))];
  if (Array.isArray(rules.api)) rules.api = rules.api.filter((name) => !REMOVED_METHODS.includes(text(name)));
});

/** 6.4 and 7.0: user groups may have a user directory and a second factor. */
export const userGroups = eachOf('user groups', ['usergroups'], (group) => {
  group.mfa_status = '0';
  if (['0', '2'].includes(text(group.gui_access))) group.userdirectoryid = null;
});
