import { InputError } from '../errors.ts';
import { readSource, SOURCE_VARIABLES, sourceOptions, variablesFrom } from './backups/source.ts';
import { defineCommand } from './command.ts';
import { secretsFileOptions } from './secrets/options.ts';

const VARIABLES = ['ZBX_CONFIG_DIR', ...SOURCE_VARIABLES] as const;

export const secretsTemplate = defineCommand({
  name: 'secrets template',
  summary: 'write a file with blanks for what a backup cannot hold',
  description:
    'Lists every password, key and secret macro that the objects of a backup have and that no API gives back, as YAML by kind, name and field, each with a blank to fill. With --secrets it goes into a file (readable by its owner only); one that is there gets what it lacks, and what is filled in stays. restore_config --secrets reads it.',
  examples: [
    {
      line: 'concierge-scheduler secrets template --config-dir ./backup --secrets secrets.yaml',
      comment: 'the blanks of this backup',
    },
    {
      line: 'concierge-scheduler secrets template --config-dir ./newer --secrets secrets.yaml',
      comment: 'those that a newer backup adds; what is filled in stays',
    },
  ],
  arguments: {},
  options: {
    ...sourceOptions,
    ...secretsFileOptions,
  },
  variables: VARIABLES,
  variablesFor: ({ from, secrets }) => [
    ...variablesFrom(VARIABLES, from),
    ...(from === undefined && secrets !== undefined ? (['STORAGE_IDENTITY'] as const) : []),
  ],
  exitCodes: { 2: 'the backup or the secrets file cannot be read, or the file cannot be written' },
  async run(context) {
    const { options, output } = context;
    if (options.secrets === undefined && options.encryptTo.length > 0) {
      throw new InputError('--encrypt-to needs --secrets', {
        why: 'what is printed is not encrypted',
        remedy: 'Name the file with --secrets.',
      });
    }
    const { completeSecrets, countsByKind, placesDocument } = await import('./secrets/write-secrets.ts');
    const { backup } = await readSource(options, context);
    const { path, text, kept, blank } = await completeSecrets(backup, options, context);
    output.result(
      {
        ...(path !== undefined && { file: path }),
        blank: placesDocument(blank),
        filled: placesDocument(kept),
      },
      () => {
        if (path === undefined) return text;
        const count = blank.length === 0 ? 'nothing left to fill' : `${blank.length} to fill`;
        const kinds = blank.length === 0 ? '' : ` (${countsByKind(blank)})`;
        return `${path}: ${count}${kinds}${kept.length > 0 ? `, ${kept.length} filled` : ''}.`;
      },
    );
    return 0;
  },
});
