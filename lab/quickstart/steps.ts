import type { ExitCode } from '../../src/errors.ts';

/** What the steps work on. */
export interface Stage {
  /** Address of the Zabbix that is filled with sample configuration. */
  readonly sourceUrl: string;
  /** Address of the Zabbix as its installer leaves it. */
  readonly targetUrl: string;
  readonly backupFolder: string;
  /** Where Docker is to be had. */
  readonly docker?: DockerStage;
}

/** A demo project on a real Docker Engine, behind TCP with certificates on both sides. */
export interface DockerStage {
  /** `tcp://127.0.0.1:PORT` */
  readonly host: string;
  /** The folder of `ca.pem`, `cert.pem` and `key.pem`. */
  readonly certPath: string;
  readonly project: string;
  readonly composeFile: string;
  /** What the program is to remember of it, apart from what it remembers of the person's own. */
  readonly stateFolder: string;
  /** With which the program finds the lab's Compose. Not shown. */
  readonly programs: Readonly<Record<string, string>>;
}

/** One command of the tour, as a person would type it. */
export interface Step {
  readonly title: string;
  /** What to know before, in a sentence. */
  readonly about: string;
  /** The settings that the command reads. Shown where they differ from those of the step before. */
  environment(stage: Stage): Readonly<Record<string, string>>;
  /** What stands behind `concierge-scheduler`. */
  args(stage: Stage): readonly string[];
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

function onDocker(stage: Stage): Record<string, string> {
  const { host = '', project = '', composeFile = '', stateFolder = '' } = stage.docker ?? {};
  return {
    ...onSource(stage),
    DOCKER_HOST: host,
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_FILE: composeFile,
    CONCIERGE_STATE_DIR: stateFolder,
  };
}

/** The tour, in its order. */
export const STEPS: readonly Step[] = [
  {
    title: 'Back up the source',
    about: 'Reads everything over the API and writes it to a folder of plain files.',
    environment: onSource,
    args: () => ['backup_config'],
    expected: 0,
    meaning: 'the backup is whole',
    head: 14,
    tail: 0,
  },
  {
    title: 'Compare the backup with the target',
    about: 'Shows what a restore would change. Nothing is written.',
    environment: onTarget,
    args: () => ['diff'],
    expected: 3,
    meaning: 'differences were found',
    head: 9,
    tail: 1,
  },
  {
    title: 'Restore the backup into the target',
    about: 'Keeps a copy of the target first, creates what is missing, then reads all of it again.',
    environment: onTarget,
    args: () => ['restore_config'],
    expected: 0,
    meaning: 'the target is equal to the backup',
    head: 14,
    tail: 1,
  },
  {
    title: 'Compare again',
    about: 'Every object of the backup is now on the target.',
    environment: onTarget,
    args: () => ['diff'],
    expected: 0,
    meaning: 'no difference',
    head: 4,
    tail: 0,
  },
];

/** The part of the tour that needs Docker. The certificates that it is reached with come from the source. */
export const DOCKER_STEPS: readonly Step[] = [
  {
    title: 'Keep the certificates of a component in Zabbix',
    about:
      'Makes a disabled host whose inventory holds what it takes to reach the Docker Engine of the component web.',
    environment: onDocker,
    args: ({ docker }) => [
      ...['certificates', 'put', 'web', '--key', `${docker?.certPath}/key.pem`],
      ...['--ca', `${docker?.certPath}/ca.pem`, '--cert', `${docker?.certPath}/cert.pem`],
    ],
    expected: 0,
    meaning: 'they belong together, and are in Zabbix',
    head: 2,
    tail: 0,
  },
  {
    title: 'Scale up',
    about: 'One container of web runs. Asks for three more; the label concierge.scale.max says three in all.',
    environment: onDocker,
    args: () => ['scale_up', 'web', '1', '3'],
    expected: 0,
    meaning: 'the containers run, and are healthy',
    head: 2,
    tail: 0,
  },
  {
    title: 'List',
    about: 'The containers of web, and of nothing else in the project.',
    environment: onDocker,
    args: () => ['list', 'web'],
    expected: 0,
    meaning: 'three of them',
    head: 6,
    tail: 0,
  },
  {
    title: 'Scale down',
    about: 'Three less two. The one with the lowest number stays as it is.',
    environment: onDocker,
    args: () => ['scale_down', 'web', '3', '2'],
    expected: 0,
    meaning: 'one is left',
    head: 2,
    tail: 0,
  },
];
