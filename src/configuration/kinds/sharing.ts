import type { Reference } from '../kind.ts';

/** Owner and sharing of what users make for themselves and others: dashboards, maps, screens. */
export const OWNER_AND_SHARING: readonly Reference[] = [
  { path: 'userid', to: 'users' },
  { path: 'users[].userid', to: 'users' },
  { path: 'userGroups[].usrgrpid', to: 'usergroups' },
];
