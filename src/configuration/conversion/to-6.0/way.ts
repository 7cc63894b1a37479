import type { Way } from '../draft.ts';
import { OBJECTS } from './objects.ts';

/** From 5.0 to 6.0, with what 5.2 and 5.4 changed on the way. */
export const TO_6_0: Way = {
  from: '5.0',
  to: '6.0',
  steps: [...OBJECTS],
};
