import { resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';
import { componentArgument } from './container-options.ts';
import { textOption } from './options.ts';

export const certificatesPut = defineCommand({
  name: 'certificates put',
  summary: 'write the certificates of a component into Zabbix',
  description:
    'Writes the private key, the CA and the certificate with which the Docker Engine of a component is reached into the inventory of its dummy host: the one host whose inventory alias is the name of the component. Where there is none it is made: a disabled host that monitors nothing, in the host group "Concierge certificates". The three are checked first. No other host is touched, and of one that is there only these three fields.',
  examples: [
    {
      line: 'concierge-scheduler certificates put web --key key.pem --ca ca.pem --cert cert.pem',
      comment: 'the certificates of the component web',
    },
  ],
  arguments: { component: componentArgument('the component, as the compose file or the Swarm names it') },
  options: {
    key: textOption('--key <file>', 'the private key (PEM, not encrypted)', { completes: 'file' }),
    ca: textOption('--ca <file>', "the CA that signed the Engine's certificate (PEM)", { completes: 'file' }),
    cert: textOption('--cert <file>', 'the certificate that is shown to the Engine (PEM)', {
      completes: 'file',
    }),
  },
  variables: ZABBIX_VARIABLES,
  exitCodes: {
    2: 'a file cannot be read, or the three cannot be used together',
    4: 'refused: the host holds something else than certificates',
  },
  async run({ settings, arguments: { component }, options, output, signal, onExit }) {
    const [{ openZabbix }, { readCertificateFiles }, { requireUsable }, { DUMMY_GROUP, putCertificates }] =
      await Promise.all([
        import('./zabbix.ts'),
        import('../containers/certificates/files.ts'),
        import('../containers/certificates/usable.ts'),
        import('../containers/certificates/put.ts'),
      ]);
    const { fieldName } = await import('../containers/certificates/dummy-host.ts');
    const places = {
      key: fileOf('--key', options.key),
      ca: fileOf('--ca', options.ca),
      certificate: fileOf('--cert', options.cert),
    };
    const certificates = await readCertificateFiles(places);
    const { validTo } = requireUsable(certificates, {
      title: 'These certificates',
      places,
      remedy: 'Give files that belong together. Nothing was written.',
      exitCode: 2,
      now: Date.now(),
      onWarning: (message) => output.warn(message),
    });
    const zabbix = await openZabbix({ settings, output, signal, onExit });
    const result = await putCertificates(zabbix, component, certificates);
    output.result(
      {
        component,
        action: result.action,
        host: result.host,
        groupCreated: result.groupCreated,
        written: result.written.map(fieldName),
        validTo,
      },
      () => {
        const group = `the host group "${DUMMY_GROUP}"`;
        const what = {
          created: `created, disabled, in ${group}${result.groupCreated ? ', which was created too' : ''}`,
          updated: `updated: ${result.written.map(fieldName).join(', ')}`,
          unchanged: 'holds them already, nothing was written',
        }[result.action];
        return `Host ${result.host}: ${what}.\nThe certificate of ${component} is valid until ${validTo}.`;
      },
    );
    return 0;
  },
});

/** @throws InputError where it is not given */
function fileOf(option: string, given: string | undefined): string {
  if (given !== undefined && given !== '') return resolve(given);
  throw new InputError(`certificates put needs ${option}`, {
    why: 'all three are written together, so that they fit',
    remedy: 'See concierge-scheduler certificates put --help.',
  });
}
