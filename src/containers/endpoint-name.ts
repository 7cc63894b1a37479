import { realpathSync } from 'node:fs';

/**
 * One name for one Engine, for locks and the history: however its address was written. A socket is named by its real
 * path (/var/run is mostly a link to /run), an address without a slash at its end and in lower case.
 */
export function endpointName(host: string): string {
  const socket = /^unix:\/\/(?<path>\/.*)$/u.exec(host)?.groups?.path;
  if (socket !== undefined) return `unix://${realPath(socket)}`;
  return host.replace(/\/+$/u, '').toLowerCase();
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
