import { switchOption } from './options.ts';

export const rehearsalOption = switchOption(
  '--rehearsal',
  'hosts, actions and all else that acts by itself are disabled: nothing is watched twice, nobody is paged',
);
