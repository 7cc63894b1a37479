import type { ExitCode } from '../../src/errors.ts';

/** What the steps work on. */
export interface Stage {
  /** Address of the Zabbix that is filled with sample configuration. */
  readonly sourceUrl: string;
  /** Address of the Zabbix as its installer leaves it. */
  readonly targetUrl: string;
  readonly backupFolder: string;
}

/** One command of the tour, as a person would type it. */
export interface Step {
  readonly title: string;
  /** What to know before, in a sentence. */
  readonly about: string;
  /** The settings that the command reads. Shown where they differ from those of the step before. */
  environment(stage: Stage): Readonly<Record<string, string>>;
  /** What stands behind `concierge-scheduler`. */
  readonly args: readonly string[];
  readonly expected: ExitCode;
  /** What that exit code says here. */
  readonly meaning: string;
  /** How many lines of the result are shown, from its beginning and from its end. */
  readonly head: number;
  readonly tail: number;
}

function settings(url: string, { backupFolder }: Stage): Record<string, string> {
  return {
    ZBX_API_HOST: url,
    ZBX_API_USER: 'Admin',
    ZBX_API_PASS: 'zabbix',
    ZBX_CONFIG_DIR: backupFolder,
  };
}

const onSource = (stage: Stage): Record<string, string> => settings(stage.sourceUrl, stage);
const onTarget = (stage: Stage): Record<string, string> => settings(stage.targetUrl, stage);

/** The tour, in its order. */
export const STEPS: readonly Step[] = [
  {
    title: 'Back up the source',
    about: 'Reads everything over the API and writes it to a folder of plain files.',
    environment: onSource,
    args: ['backup_config'],
    expected: 0,
    meaning: 'the backup is whole',
    head: 14,
    tail: 0,
  },
  {
    title: 'Compare the backup with the target',
    about: 'Shows what a restore would change. Nothing is written.',
    environment: onTarget,
    args: ['diff'],
    expected: 3,
    meaning: 'differences were found',
    head: 9,
    tail: 1,
  },
  {
    title: 'Restore the backup into the target',
    about: 'Keeps a copy of the target first, creates what is missing, then reads all of it again.',
    environment: onTarget,
    args: ['restore_config'],
    expected: 0,
    meaning: 'the target is equal to the backup',
    head: 14,
    tail: 1,
  },
  {
    title: 'Compare again',
    about: 'Every object of the backup is now on the target.',
    environment: onTarget,
    args: ['diff'],
    expected: 0,
    meaning: 'no difference',
    head: 4,
    tail: 0,
  },
];
