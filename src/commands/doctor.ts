import { VARIABLE_NAMES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';
import type { Finding } from './doctor/check.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'check whether all that the commands need is there',
  description:
    'Says line by line what the commands need and whether it is there: the settings and where each came from, the folders and the room on their disk, Zabbix, its version, and what this user may do there; the Docker Engine and the store, where the settings name them. What is missing comes with what to do about it. Nothing is changed.',
  examples: [
    { line: 'concierge-scheduler doctor', comment: 'with the settings of the environment' },
    { line: 'concierge-scheduler doctor --env-file zabbix.env --json', comment: 'for a program to read' },
  ],
  arguments: {},
  options: {},
  variables: VARIABLE_NAMES,
  exitCodes: {
    0: 'everything is there; there may be warnings',
    1: 'there are problems',
  },
  toleratesBadSettings: true,
  async run(context) {
    const { output, signal } = context;
    const { ALL_CHECKS } = await import('./doctor/all-checks.ts');
    const { doctorDocument, doctorText } = await import('./doctor/report.ts');
    const findings: Finding[] = [];
    for (const check of ALL_CHECKS) {
      signal.throwIfAborted();
      output.detail(`looking at: ${check.name}`);
      findings.push(...(await check.run(context)));
    }
    const document = doctorDocument(findings);
    output.result(document, (paint) => doctorText(findings, paint));
    return document.problems > 0 ? 1 : 0;
  },
});
