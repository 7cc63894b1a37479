/** The words for on and off, taken in any case. */
export const ON = ['true', 'yes', 'on', '1'] as const;
export const OFF = ['false', 'no', 'off', '0'] as const;

/** What a text plainly says, or undefined where it is none of these words. */
export function saidBy(text: string): boolean | undefined {
  const isMeant = (word: string): boolean => word === text.trim().toLowerCase();
  if (ON.some(isMeant)) return true;
  return OFF.some(isMeant) ? false : undefined;
}
