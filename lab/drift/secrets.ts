import { HOSTS, TEMPLATES } from '../populate/names.ts';

/** The value that a secret macro gets. No API gives it back, so a restore has to leave it. */
export const OTHER_SECRET = 'fake secret, set by hand <&> "ü"';

/** The secret macros whose value changes: owner and macro. */
export const CHANGED_SECRETS = [
  { owner: TEMPLATES.base, macro: '{$LAB.SECRET}' },
  { owner: HOSTS.main, macro: '{$LAB.SECRET}' },
] as const;

/** What a host's key and identity become. */
export const OTHER_PSK = { identity: 'fake identity, set by hand', psk: 'ab'.repeat(32) };
