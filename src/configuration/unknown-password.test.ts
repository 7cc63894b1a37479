import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unknownPassword } from './unknown-password.ts';

it('fits the strictest policy, whatever the user is called', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }), (names) => {
      const password = unknownPassword(names);
      expect(password).toHaveLength(70);
      for (const needed of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) expect(password).toMatch(needed);
      for (const name of names) {
        if (name !== '') expect(password.toLowerCase()).not.toContain(name.toLowerCase());
      }
    }),
  );
});
