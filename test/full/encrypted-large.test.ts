import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, it } from 'vitest';
import { run as runCommand } from '../../lab/command.ts';
import { hashes, useFolders } from '../support/folders.ts';
import { writePlainBackup } from '../support/plain-backup.ts';
import { type Ended, expectNoDefect, start } from '../support/program.ts';

const MIB = 1024 * 1024;

/** A large file beside many small ones, encrypted on the way up and opened on the way back. */
describe('a large backup that is encrypted', () => {
  const folder = useFolders();
  const [dir, back, store, home] = [folder(), folder(), folder(), dirname(folder())];
  const key = join(home, 'key.txt');
  const location = pathToFileURL(store).href;
  const temporary = join(home, 'tmp');
  let recipient: string;

  beforeAll(async () => {
    writePlainBackup(dir, { files: 1000 });
    const large = openSync(join(dir, 'large.bin'), 'wx');
    const piece = Buffer.alloc(MIB);
    for (let count = 0; count < 768; count += 1) {
      piece.writeUInt32LE(count, 0);
      writeSync(large, piece);
    }
    closeSync(large);
    mkdirSync(temporary);
    const identity = await generateIdentity();
    recipient = await identityToRecipient(identity);
    const file = openSync(key, 'wx', 0o600);
    writeSync(file, `${identity}\n`);
    closeSync(file);
  });

  /** Runs the program to its end, and gives the most memory that it held. */
  async function measured(
    args: readonly string[],
    configDir: string,
  ): Promise<{ ended: Ended; peakMib: number }> {
    const environment = {
      ZBX_CONFIG_DIR: configDir,
      CONCIERGE_STATE_DIR: join(home, 'state'),
      TMPDIR: temporary,
    };
    const running = start([...args, '--storage-location', location], environment);
    let peakMib = 0;
    const timer = setInterval(() => {
      peakMib = Math.max(peakMib, peakOf(running.child.pid));
    }, 50);
    const ended = await running.ended;
    clearInterval(timer);
    expectNoDefect(ended);
    expect(ended.exitCode, ended.stderr).toBe(0);
    return { ended, peakMib };
  }

  it('comes back as it was, with memory that does not grow with it', async () => {
    const up = await measured(['upload', '--encrypt-to', recipient, '--json'], dir);
    expect(up.ended.json()).toMatchObject({ sent: 1002, failed: [] });
    expect(up.peakMib).toBeGreaterThan(0);
    // Held in memory the file alone would be more.
    expect(up.peakMib).toBeLessThan(300);
    const again = await measured(['upload', '--encrypt-to', recipient, '--json'], dir);
    expect(again.ended.json()).toMatchObject({ sent: 0 });
    const down = await measured(['download', 'backup', '--identity', key], back);
    expect(down.peakMib).toBeLessThan(300);
    await runCommand(['cmp', join(dir, 'large.bin'), join(back, 'large.bin')], { timeoutSeconds: 600 });
    for (const each of [dir, back]) rmSync(join(each, 'large.bin'));
    expect(hashes(back)).toEqual(hashes(dir));
    expect(hashes(temporary)).toEqual({});
  });
});

/** The kernel's own high-water mark of a process (proc(5), VmHWM). */
function peakOf(pid: number | undefined): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) / 1024;
  } catch {
    return 0;
  }
}
