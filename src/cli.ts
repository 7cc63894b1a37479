import { VERSION } from './version.ts';

const OLDEST_NODE = [22, 13] as const;

/** This file must load on any Node.js that knows modules, to be able to say that it is too old. */
function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
}

async function main(argv: readonly string[]): Promise<void> {
  if (isTooOld(process.versions.node)) {
    process.stderr.write(
      `error:   concierge-scheduler needs Node.js ${OLDEST_NODE.join('.')} or later\n` +
        `why:     this is Node.js ${process.versions.node} (${process.execPath})\n` +
        'to do:   Install a newer Node.js, or put it first on the PATH.\n',
    );
    process.exitCode = 2;
    return;
  }
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    // As with every result (commands/run-process.ts), and without loading what that needs.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.stderr.write(`error:   The result could not be written\nwhy:     ${error.message}\n`);
      process.exitCode = 1;
    });
    process.stdout.write(`${VERSION}\n`);
    return;
  }
  const { runProcess } = await import('./commands/run-process.ts');
  await runProcess(argv, VERSION);
}

await main(process.argv.slice(2));
