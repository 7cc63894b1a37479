import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** A Zabbix server that runs on the sample must never reach past this machine. */
it('names no address but those of this machine and names that cannot exist', async () => {
  const found = new Set<string>();
  for (const folder of [import.meta.dirname, join(import.meta.dirname, '../drift')]) {
    for (const file of (await readdir(folder)).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    )) {
      const text = (await readFile(join(folder, file), 'utf8')).replace(
        /\/\*[\s\S]*?\*\/|(?<=\s)\/\/ .*$/gm,
        '',
      );
      for (const [, host] of text.matchAll(/https?:\/\/(?:[^\s/'"`@]*@)?([^\s/:'"`?]+)/g)) {
        found.add(host as string);
      }
      // Four numbers that are not part of a longer dotted number, as SNMP's are.
      for (const [address] of text.matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g)) {
        found.add(address);
      }
      for (const [address] of text.matchAll(/[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|invalid)\b/g)) {
        found.add(address);
      }
    }
  }
  const outside = [...found].filter(
    (host) => !/^127\.0\.0\.\d+$|^localhost$|(^|\.)example\.invalid$/.test(host),
  );
  expect(found.size).toBeGreaterThan(2);
  expect(outside).toEqual([]);
});
