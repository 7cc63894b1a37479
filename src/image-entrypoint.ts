import process from 'node:process';
import { runImage } from './commands/image-process.ts';
import { VERSION } from './version.ts';

/** The entrypoint of the container image: `-b`, `-r`, `-u`, `-d`, or any command line of the program. */
await runImage(process.argv.slice(2), VERSION);
