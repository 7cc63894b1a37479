import fs from 'node:fs';

/*
 * Loaded into the program before it starts (`--import`): it ends itself by SIGKILL just before the change to the disk
 * that END_BEFORE names: `openSync 3` is the third file of a new folder that it opens, `renameSync 2` its second
 * rename. A kill from outside that shall come between two system calls nearly always comes too late.
 */
const [call, nth] = (process.env.END_BEFORE ?? '').split(' ');
let seen = 0;

function countOne(name: string): void {
  if (name !== call) return;
  seen += 1;
  if (seen === Number(nth)) process.kill(process.pid, 'SIGKILL');
}

const { openSync, renameSync } = fs;
fs.openSync = (path, ...rest) => {
  if (String(path).includes('.writing-')) countOne('openSync');
  return openSync(path, ...rest);
};
fs.renameSync = (from, to) => {
  countOne('renameSync');
  renameSync(from, to);
};
