import { randomInt } from 'node:crypto';

/** One of each has to be in a password by the strictest policy that can be set. */
const CLASSES = [
  'abcdefghijklmnopqrstuvwxyz',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0123456789',
  '!#%()*+,-./:;=?@[]^_{|}~',
];

/** The longest that a policy may ask for. The first 72 bytes count for bcrypt, so a longer one gains nothing. */
const LENGTH = 70;

/**
 * A password that nobody knows, for an account that must not be open. It fits every password policy of Zabbix
 * (CPasswordComplexityValidator).
 * @param names what must not be part of it: the user's names, in any case
 */
export function unknownPassword(names: readonly string[]): string {
  const taken = names.map((name) => name.toLowerCase()).filter((name) => name !== '');
  // A name of one letter would be in every password before long.
  const single = new Set(taken.filter((name) => name.length === 1));
  const classes = CLASSES.map((all) => [...all].filter((letter) => !single.has(letter.toLowerCase())));
  const all = classes.flat();
  for (;;) {
    const letters = [
      ...classes.map((of) => of[randomInt(of.length)]),
      ...Array.from({ length: LENGTH - classes.length }, () => all[randomInt(all.length)]),
    ];
    const password = letters.join('');
    if (!taken.some((name) => password.toLowerCase().includes(name))) return password;
  }
}
