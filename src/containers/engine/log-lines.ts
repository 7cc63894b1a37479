/** The stream of the Engine's own words, that it could not read the log for example (Systemerr in moby's pkg/stdcopy). */
const OF_THE_ENGINE = 3;

/**
 * The lines in a log as the Engine gives it (Engine API, ContainerAttach, "Stream format"): frames with a head of 8
 * bytes (stream, three zeros, length) where the container has no terminal, else the bytes as they are. What the Engine itself
 * says in it is left out: the container did not.
 */
export function logLines(log: Buffer): string[] {
  const text = (isFramed(log) ? withoutFrames(log) : log).toString();
  const lines = text.split(/\r?\n/u);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function isFramed(log: Buffer): boolean {
  return log.length >= 8 && (log[0] ?? 9) <= OF_THE_ENGINE && log[1] === 0 && log[2] === 0 && log[3] === 0;
}

function withoutFrames(log: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= log.length; ) {
    const end = at + 8 + log.readUInt32BE(at + 4);
    if (log[at] !== OF_THE_ENGINE) parts.push(log.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(parts);
}
