import { describe, expect, it } from 'vitest';
import { VARIABLE_NAMES } from '../settings/variables.ts';
import { createPaint } from '../terminal/paint.ts';
import { ALL_COMMANDS } from './all-commands.ts';
import { FAMILIES } from './families.ts';
import { globalOptions } from './global-options.ts';
import { commandHelp, EXIT_CODES, familyHelp, groupHelp, programHelp } from './help.ts';
import { findWords, spellings } from './words.ts';

const layout = { paint: createPaint(false), columns: 80 };

describe('programHelp', () => {
  it('names every command', () => {
    const help = programHelp(layout);
    for (const { name, summary } of ALL_COMMANDS) {
      expect(help).toContain(`  ${name}`);
      expect(help.replace(/\s+/gu, ' ')).toContain(summary);
    }
  });
});

describe('familyHelp', () => {
  it('names the commands of the family only', () => {
    const help = familyHelp('event', layout);
    expect(help).toContain('restore_config');
    expect(help).not.toContain('doctor');
  });

  it('says what all commands take, each once, and what the exit codes mean', () => {
    const help = familyHelp('event', layout);
    for (const option of Object.values({ ...FAMILIES.event.options, ...globalOptions })) {
      expect(help.split(`\n  ${option.flags}`)).toHaveLength(2);
    }
    for (const [code, meaning] of Object.entries(EXIT_CODES))
      expect(help).toContain(`\n  ${code}  ${meaning}`);
    expect(help).toContain('(overrides ZBX_CONFIG_DIR)');
  });
});

describe('groupHelp', () => {
  it('names the commands of the group only', () => {
    const help = groupHelp('certificates', layout);
    expect(help).toContain('certificates put');
    expect(help).not.toContain('doctor');
  });
});

describe.each(ALL_COMMANDS.map((command) => [command.name, command] as const))(
  'commandHelp of %s',
  (_, command) => {
    const help = commandHelp(command, layout);

    it('names its options, variables and exit codes', () => {
      for (const option of Object.values(command.options)) {
        for (const spelling of spellings(option)) expect(help).toContain(spelling);
      }
      for (const variable of command.variables) expect(VARIABLE_NAMES).toContain(variable);
      for (const variable of command.variables) expect(help).toContain(`  ${variable}`);
      for (const code of ['0', '1', '2', ...Object.keys(command.exitCodes)])
        expect(help).toContain(`\n  ${code}  `);
    });

    it('is no wider than it should be, examples excepted', () => {
      const examples = command.examples.flatMap(({ line, comment }) => [`  ${line}`, `  # ${comment}`]);
      for (const line of help.split('\n')) {
        if (!examples.includes(line)) expect(line.length).toBeLessThanOrEqual(80);
      }
    });

    it('has examples that name this command', () => {
      expect(command.examples.length).toBeGreaterThan(0);
      for (const { line } of command.examples) {
        const words = /concierge-scheduler ([^)>|]*)/u.exec(line)?.[1]?.trim().split(/\s+/u) ?? [];
        expect(findWords(words).command?.name).toBe(command.name);
      }
    });
  },
);
