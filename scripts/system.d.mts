/** The types of system.mjs, for the lab: that file runs on any Node.js, with nothing installed. */
export function containerLine(script: string): string;
