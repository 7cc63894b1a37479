import { describe, expect, it } from 'vitest';
import { renderForce } from './render-force.ts';

describe('renderForce', () => {
  it('says what goes', () => {
    expect(renderForce({ templates: 365, secretMacros: 0, items: 412, actions: [] })).toBe(
      '--force-templates deletes all 365 templates of the target, and with them 412 items of hosts with their history and trends.',
    );
  });

  it('says how many values go that no backup holds', () => {
    expect(
      renderForce({ templates: 1, secretMacros: 2, items: 0, actions: [] }).split('\n').slice(1),
    ).toEqual(['The values of 2 secret macros of templates go too: no backup holds them.']);
  });

  it('counts one as one', () => {
    expect(renderForce({ templates: 1, secretMacros: 1, items: 1, actions: [] }).split('\n')).toEqual([
      '--force-templates deletes the only template of the target, and with it 1 item of hosts with its history and trends.',
      'The value of 1 secret macro of templates goes too: no backup holds it.',
    ]);
  });

  it('lists the actions that are changed meanwhile', () => {
    const action = (name: string) => ({ name, eventSource: '0', content: { name: 'not this' } });
    expect(
      renderForce({ templates: 1, secretMacros: 0, items: 0, actions: [action('A'), action('B "x"')] })
        .split('\n')
        .slice(1),
    ).toEqual([
      'Operations and conditions that name templates or triggers are taken out of these actions and put back at the end:',
      '  A',
      '  B "x"',
    ]);
  });
});
