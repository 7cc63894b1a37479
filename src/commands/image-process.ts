import process from 'node:process';
import { defaultConfigDir, readSteps, runSteps } from './image-steps.ts';
import { asProcess, reportHere, runInProcess } from './run-process.ts';

/** Runs the arguments of the container image: its steps, or any command line of the program. Ends the process. */
export async function runImage(argv: readonly string[], version: string): Promise<never> {
  const dir = process.env.ZBX_CONFIG_DIR || defaultConfigDir(new Date());
  const environment = { ...process.env, ZBX_CONFIG_DIR: dir };
  const steps = readSteps(argv);
  return await asProcess(argv, async () => {
    if (steps === undefined) return await runInProcess(argv, version, environment);
    return await runSteps(
      steps,
      (name) => runInProcess([name], version, environment),
      () => deleteFolder(dir, argv),
    );
  });
}

async function deleteFolder(dir: string, argv: readonly string[]): Promise<number> {
  try {
    const { removeBackup } = await import('../configuration/backup/remove-backup.ts');
    const left = removeBackup(dir);
    const rest =
      left.length === 0 ? '' : ` The folder stays, with what is none of a backup's: ${left.join(', ')}`;
    process.stderr.write(`The backup in ${dir} was deleted.${rest}\n`);
    return 0;
  } catch (error) {
    return reportHere(error, argv);
  }
}
