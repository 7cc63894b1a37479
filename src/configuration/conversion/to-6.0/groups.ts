import { eachOf } from '../draft.ts';
import { uuidOf } from './uuids.ts';

/** 5.4: groups have a uuid, which the server's upgrade makes of their name. */
export const hostGroups = eachOf('uuids of groups', ['hostgroups'], (content, key) => {
  content.uuid = uuidOf(key);
});
