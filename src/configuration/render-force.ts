import { counted } from '../terminal/counted.ts';
import type { ForceCost } from './server/force-templates.ts';

/** What --force-templates costs, in words: before it is done. */
export function renderForce({ templates, items, secretMacros, actions }: ForceCost): string {
  const [all, them] = templates === 1 ? ['the only template', 'it'] : [`all ${templates} templates`, 'them'];
  const some = counted(items, 'item');
  const their = items === 1 ? 'its' : 'their';
  const lines = [
    `--force-templates deletes ${all} of the target, and with ${them} ${some} of hosts with ${their} history and trends.`,
  ];
  if (secretMacros === 1) {
    lines.push('The value of 1 secret macro of templates goes too: no backup holds it.');
  } else if (secretMacros > 0) {
    lines.push(`The values of ${secretMacros} secret macros of templates go too: no backup holds them.`);
  }
  if (actions.length > 0) {
    lines.push(
      'Operations and conditions that name templates or triggers are taken out of these actions and put back at the end:',
      ...actions.map(({ name }) => `  ${name}`),
    );
  }
  return lines.join('\n');
}
