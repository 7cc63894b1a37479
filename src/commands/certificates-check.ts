import { ConciergeError } from '../errors.ts';
import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';
import { componentArgument, containerOptions } from './container-options.ts';
import type { Finding } from './doctor/check.ts';

export const certificatesCheck = defineCommand({
  name: 'certificates check',
  summary: 'say whether the certificates of a component in Zabbix would work',
  description:
    'Says line by line whether there is exactly one dummy host of the component, whether each of its three inventory fields holds what it should, and until when the certificate is valid. Where a tcp address is given, its Engine is asked whether it answers to these certificates. Nothing is changed, and no certificate is written to a file.',
  examples: [
    {
      line: 'concierge-scheduler certificates check web -u tcp://docker.example.com:2376',
      comment: 'with a call of the Engine',
    },
  ],
  arguments: { component: componentArgument('the component, as the compose file or the Swarm names it') },
  options: { datacenterUrl: containerOptions.datacenterUrl },
  variables: [...ZABBIX_VARIABLES, 'DOCKER_HOST', 'DOCKER_CLIENT_TIMEOUT', 'COMPOSE_HTTP_TIMEOUT'],
  exitCodes: {
    0: 'they work, as far as was asked; there may be warnings',
    1: 'there are problems',
  },
  async run({ settings, environment, arguments: { component }, output, signal, onExit }) {
    const [{ openZabbix }, { checkAll }, { doctorDocument, doctorText }] = await Promise.all([
      import('./zabbix.ts'),
      import('./certificates-findings.ts'),
      import('./doctor/report.ts'),
    ]);
    const { namedEndpoint } = await import('./docker-endpoint.ts');
    const endpoint =
      settings.dockerHost.value === undefined ? undefined : await namedEndpoint({ settings, environment });
    const zabbix = await openZabbix({ settings, output, signal, onExit });
    const findings: Finding[] = [];
    try {
      findings.push(...(await checkAll(zabbix, component, endpoint, signal)));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ConciergeError)) throw error;
      findings.push({
        status: 'problem',
        subject: 'dummy host',
        detail: [error.message, error.why].filter((part) => part !== undefined).join(': '),
        ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      });
    }
    const document = doctorDocument(findings);
    output.result({ component, ...document }, (paint) => doctorText(findings, paint));
    return document.problems > 0 ? 1 : 0;
  },
});
