import { InputError } from '../errors.ts';
import { readSource, SOURCE_VARIABLES, sourceOptions, variablesFrom } from './backups/source.ts';
import { defineCommand } from './command.ts';
import { textArgument } from './options.ts';
import { secretsFileOptions } from './secrets/options.ts';

const VARIABLES = ['ZBX_CONFIG_DIR', ...SOURCE_VARIABLES] as const;

export const secretsFromDatabase = defineCommand({
  name: 'secrets from_database',
  summary: "fill the blanks of a secrets file from the source's database",
  description:
    'Reads the database of the Zabbix server that a backup was made of, in one read-only transaction, and fills the blanks of a secrets file: pre-shared keys, secret macros and whatever else the API does not give back. What is filled in stays; the file is made where there is none. Passwords of users are there as hashes only, which no API takes: they stay blank. PostgreSQL only.',
  examples: [
    {
      line: 'PGPASSWORD=… concierge-scheduler secrets from_database postgres://zabbix@db/zabbix --config-dir ./backup --secrets secrets.yaml',
      comment: 'the password is not in the list of processes',
    },
    {
      line: 'concierge-scheduler secrets from_database postgres://zabbix@/zabbix?host=/run/postgresql --secrets secrets.yaml',
      comment: 'by a socket of this machine',
    },
  ],
  arguments: {
    address: textArgument('the database: postgres://USER@HOST:PORT/DATABASE'),
  },
  options: {
    ...sourceOptions,
    ...secretsFileOptions,
  },
  variables: VARIABLES,
  variablesFor: ({ from }) => [
    ...variablesFrom(VARIABLES, from),
    ...(from === undefined ? (['STORAGE_IDENTITY'] as const) : []),
  ],
  exitCodes: {
    0: 'the file is written; what is still blank is named',
    1: 'the database cannot be read',
    2: 'the backup or the secrets file cannot be used, or the database is not of Zabbix, or of another version',
  },
  async run(context) {
    const { options, output, signal, onExit } = context;
    const { address } = context.arguments;
    if (options.secrets === undefined) {
      throw new InputError('secrets from_database needs --secrets', {
        why: 'secrets are never printed',
        remedy: 'Name the file to write with --secrets.',
      });
    }
    const [database, { storedSecrets, whyNotStored }, writing, { parseVersion }] = await Promise.all([
      import('../zabbix/database.ts'),
      import('../configuration/secrets/stored.ts'),
      import('./secrets/write-secrets.ts'),
      import('../zabbix/version.ts'),
    ]);
    if (database.holdsPassword(address)) {
      output.warn(
        'The password in the address can be seen in the list of processes: PGPASSWORD or ~/.pgpass keep it out of there.',
      );
    }
    const { backup } = await readSource(options, context);
    const version = parseVersion(backup.configuration.zabbixVersion);
    const opened = await database.openDatabase(address, signal);
    onExit(() => opened.close());
    if (opened.series !== version.series) {
      throw new InputError(`The database is of Zabbix ${opened.series}, the backup of ${version.text}`, {
        why: 'names and tables of one version are not those of another',
        remedy: 'Give the database of the server that the backup was made of, or make a new backup of it.',
      });
    }
    const values = await storedSecrets(opened.select, version);
    const done = await writing.completeSecrets(backup, options, context, values);
    const reasonOf = ({ kind, path }: (typeof done.blank)[number]): string =>
      whyNotStored(kind, path[0] ?? '', version) || 'the database does not have it';
    const reasons = [...new Set(done.blank.map((place) => `${place.kind}: ${reasonOf(place)}`))];
    output.result(
      {
        file: done.path,
        filled: writing.placesDocument(done.filled),
        kept: writing.placesDocument(done.kept),
        blank: done.blank.map((place) => ({
          kind: place.kind,
          key: place.key,
          secret: place.path.join(': '),
          why: reasonOf(place),
        })),
      },
      () =>
        [
          `${done.path}: ${done.filled.length} filled${done.filled.length > 0 ? ` (${writing.countsByKind(done.filled)})` : ''}, ${done.kept.length} kept, ${done.blank.length} still blank.`,
          ...reasons.map((reason) => {
            const keys = done.blank.filter((place) => `${place.kind}: ${reasonOf(place)}` === reason);
            return `  ${reason} (${keys.map(({ key }) => key).join(', ')})`;
          }),
        ].join('\n'),
    );
    return 0;
  },
});
