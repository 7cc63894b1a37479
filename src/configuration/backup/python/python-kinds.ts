import { registrationActions, triggerActions } from '../../kinds/actions.ts';
import { hostGroups } from '../../kinds/hostgroups.ts';
import { hosts } from '../../kinds/hosts.ts';
import { mediaTypes } from '../../kinds/mediatypes.ts';
import { proxies } from '../../kinds/proxies.ts';
import { services } from '../../kinds/services.ts';
import { templates } from '../../kinds/templates.ts';

/** Kinds of which the Python tool keeps what configuration.export gives, and which its file of ids names. */
export const PYTHON_DOCUMENTS = [templates, hostGroups, hosts, mediaTypes];

/** Those of which it keeps rows of X.get. */
export const PYTHON_ROWS = [registrationActions, triggerActions, services, proxies];

/** What it does not ask the API for, so that its rows lack it whatever the server holds: fields by kind. */
export const NOT_RECORDED: ReadonlyMap<string, readonly string[]> = new Map([
  [triggerActions.name, ['update_operations']],
  [services.name, ['children', 'dependencies', 'problem_tags', 'status_rules', 'tags', 'times']],
  [proxies.name, ['interface']],
]);
