import type { ForceCost } from './server/force-templates.ts';

/** What --force-templates costs, in words: before it is done. */
export function renderForce({ templates, items, secretMacros, actions }: ForceCost): string {
  const lines = [
    `--force-templates deletes all ${templates} templates of the target, and with them ${items} items of hosts with their history and trends.`,
  ];
  if (secretMacros > 0) {
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
