import { switchOption } from './options.ts';

export const pruneOption = switchOption(
  '--prune',
  'delete what the target has and the backup does not, of the kinds that the backup holds',
);
