/**
 * Loaded into a process before what it runs (`node --import`): when it ends it writes what it used to file
 * descriptor 3. Plain JavaScript, because stripping types would count as the process's own work.
 */
import { writeSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpuMicroseconds: userCPUTime + systemCPUTime, maxRssKilobytes: maxRSS }));
});
