import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { ALL_COMMANDS } from './all-commands.ts';
import { FAMILY_NAMES } from './families.ts';
import { GROUP_NAMES } from './groups.ts';
import { parseInvocation } from './parse.ts';
import { findWords } from './words.ts';

function read(line: string): {
  name: string;
  flags: object;
  options: object;
  globals: object;
  family?: string;
} {
  const { command, family, rest } = findWords(line.split(' ').filter((word) => word !== ''));
  if (command === undefined) throw new Error('no command');
  const { flags, options, globals } = parseInvocation(command, family, rest);
  return { name: command.name, flags, options, globals, ...(family === undefined ? {} : { family }) };
}

describe('a command of two words', () => {
  it('is found with options before, between and after the words', () => {
    for (const line of [
      'certificates put web --key K',
      'certificates --key K put web',
      '--key K --json certificates -q put web',
    ])
      expect(read(line)).toMatchObject({ name: 'certificates put', options: { key: 'K' } });
  });

  it('is not found by its second word alone, nor under a family', () => {
    expect(() => findWords(['put', 'web'])).toThrow('"put" is not a command');
    expect(() => findWords(['event', 'certificates', 'put'])).toThrow(
      '"event certificates" is not a command',
    );
  });

  it('is named in the error where the second word is another', () => {
    expect(() => findWords(['certificates', 'putt'])).toThrow('"certificates putt" is not a command');
    expect(() => findWords(['certificates', 'diff'])).toThrow('"certificates diff" is not a command');
  });

  it('needs its second word, which the help tells', () => {
    expect(findWords(['certificates'])).toMatchObject({ group: 'certificates', command: undefined });
    expect(findWords(['help', 'certificates'])).toMatchObject({ group: 'certificates', wantsHelp: true });
    expect(findWords(['help', 'certificates', 'put']).command?.name).toBe('certificates put');
  });
});

describe('the forms of a command line', () => {
  it.each([
    'backup_config --config-dir D',
    'backup-config --config_dir D',
    '--config-dir=D backup_config',
    'event --config-dir D backup_config',
    'event --config-dir D --force-templates backup_config',
    '--event-engine zabbix --container-engine docker --cloud-engine gcp event --config-dir D backup_config',
    '--event_engine=zabbix event backup-config --config_dir=D',
  ])('%s', (line) => {
    const { name, flags } = read(line);
    expect(name).toBe('backup_config');
    expect(flags).toMatchObject({ ZBX_CONFIG_DIR: 'D' });
  });

  it.each([
    'upload --storage-location L --config-dir D --storage-folder F',
    'cloud --storage-location L --config-dir D --storage-folder F upload',
    '--cloud-engine gcp cloud --storage_location=L upload --config_dir D --storage-folder F',
  ])('%s', (line) => {
    const { name, flags } = read(line);
    expect(name).toBe('upload');
    expect(flags).toMatchObject({ STORAGE_LOCATION: 'L', ZBX_CONFIG_DIR: 'D', STORAGE_FOLDER: 'F' });
  });

  it('hands --force-templates to the settings in every place where it may stand', () => {
    for (const line of [
      'restore_config --force-templates',
      '--force_templates restore-config',
      'event --force-templates restore_config',
      'event restore_config --force_templates',
    ]) {
      expect(read(line).flags).toEqual({ ZBX_FORCE_TEMPLATES: 'true' });
    }
    expect(read('restore_config').flags).toEqual({});
  });

  it('lets the last of two values count, and gathers lists', () => {
    const { flags, options } = read('--config-dir A restore_config --config-dir B --only hosts --only=a,b:c');
    expect(flags).toEqual({ ZBX_CONFIG_DIR: 'B' });
    expect(options).toMatchObject({
      only: [
        { kind: 'hosts', name: undefined },
        { kind: 'a', name: undefined },
        { kind: 'b', name: 'c' },
      ],
      skip: [],
      dryRun: false,
    });
  });

  it('takes the value of an option for no command, and changes no underscore in it', () => {
    const { name, flags } = read('--config-dir diff backup_config');
    expect(name).toBe('backup_config');
    expect(flags).toEqual({ ZBX_CONFIG_DIR: 'diff' });
    expect(read('backup_config --config_dir=a_b').flags).toEqual({ ZBX_CONFIG_DIR: 'a_b' });
    expect(read('backup_config --config_dir --a_b').flags).toEqual({ ZBX_CONFIG_DIR: '--a_b' });
  });

  it('reads short options, alone and together', () => {
    expect(read('-q backup_config').globals).toMatchObject({ quiet: true, verbose: false });
    expect(read('-qv backup_config').globals).toMatchObject({ quiet: true, verbose: true });
  });

  it('finds the command wherever the options stand', () => {
    const option = fc.constantFrom(
      ['--json'],
      ['-q'],
      ['--config_dir', 'D'],
      ['--config-dir=D'],
      ['--only', 'event'],
    );
    fc.assert(
      fc.property(fc.array(option), fc.array(option), fc.array(option), fc.boolean(), (a, b, c, inFamily) => {
        const words = findWords([
          ...a.flat(),
          ...(inFamily ? ['event'] : []),
          ...b.flat(),
          'restore-config',
          ...c.flat(),
        ]);
        expect(words.command?.name).toBe('restore_config');
        expect(words.family).toBe(inFamily ? 'event' : undefined);
        expect(words.rest).toHaveLength([...a, ...b, ...c].flat().length);
      }),
    );
  });
});

describe('what cannot be read', () => {
  it.each([
    ['restor_config', '"restor_config" is not a command', 'did you mean restore_config?'],
    ['secrets templ', '"secrets templ" is not a command', 'did you mean secrets template?'],
    [
      'secrets from-databse',
      '"secrets from-databse" is not a command',
      'did you mean secrets from_database?',
    ],
    ['certificates chek', '"certificates chek" is not a command', 'did you mean certificates check?'],
    ['event backup', '"event backup" is not a command', 'did you mean event backup_config?'],
    ['cloud uplaod', '"cloud uplaod" is not a command', 'did you mean cloud upload?'],
    ['container lst', '"container lst" is not a command', 'did you mean container list?'],
    ['event diff', '"event diff" is not a command', 'did you mean diff?'],
    ['container upload', '"container upload" is not a command', 'did you mean upload?'],
    ['cloud backup-config', '"cloud backup-config" is not a command', 'did you mean backup_config?'],
    ['secrets upload', '"secrets upload" is not a command', 'did you mean upload?'],
    ['template', '"template" is not a command', 'did you mean secrets template?'],
    ['certificates-put web', '"certificates-put" is not a command', 'did you mean certificates put?'],
    ['event frobnicate', '"event frobnicate" is not a command', undefined],
    [
      '--cloud-engine oracle upload',
      '"oracle" is not one of the values of --cloud-engine',
      'it takes gcp, azure, aws, local',
    ],
    ['evnet backup_config', '"evnet" is not a command', 'did you mean event?'],
    ['--jsn backup_config', 'There is no option --jsn', 'did you mean --json?'],
    ['backup_config --parital', 'There is no option --parital', 'did you mean --partial?'],
    [
      'backup_config --set-secrets',
      'There is no option --set-secrets',
      'restore_config takes it, backup_config does not',
    ],
    [
      'backup_config --keep-items=1',
      'There is no option --keep-items',
      'diff and restore_config take it, backup_config does not',
    ],
    ['backup_config --frobnicate', 'There is no option --frobnicate', undefined],
    ['-x backup_config', 'There is no option -x', undefined],
    ['backup_config -qx', 'There is no option -x', undefined],
    ['backup_config -json', 'There is no option -json', 'did you mean --json?'],
    ['backup_config --json=1', '--json takes no value', 'something stands behind it, after a ='],
    ['--no_color= backup_config', '--no-color takes no value', 'something stands behind it, after a ='],
    ['backup_config more', '"more" is too much', 'backup_config takes no arguments, only options'],
    ['backup_config --only a b', '"b" is too much', 'backup_config takes no arguments, only options'],
    ['backup_config diff', '"diff" is too much', 'it is a command of its own, and one is run at a time'],
    [
      'backup_config secrets template',
      '"secrets" is too much',
      'it begins a command of its own, and one is run at a time',
    ],
    ['completion bash zsh', '"zsh" is too much', 'completion takes no more than <shell>'],
    ['backup_config --config-dir', '--config-dir needs a value', 'nothing stands behind it'],
    ['container -p', '-p needs a value', 'nothing stands behind it'],
    ['diff --html=', '--html needs a value', 'an empty text names no file'],
    ['certificates put web --key=', '--key needs a value', 'an empty text names no file'],
    ['restore_config --from=', '--from needs a value', 'an empty text names no backup'],
    [
      'backup_config --config_dir --no_progress',
      '--config-dir needs a value',
      'what stands behind it is the option --no-progress',
    ],
    ['container -p -n web list', '-p needs a value', 'what stands behind it is the option -n'],
    ['backup_config --only --help', '--only needs a value', 'what stands behind it is the option --help'],
    [
      '--event-engine nagios backup_config',
      '"nagios" is not one of the values of --event-engine',
      'it takes zabbix',
    ],
    ['completion', 'completion needs the argument <shell>', 'it is not given; it is one of bash, zsh, fish'],
    ['completion csh', '"csh" is not one of the values of <shell>', 'completion takes bash, zsh, fish'],
  ])('%s', (line, message, why) => {
    try {
      read(line);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ message, why, remedy: expect.any(String) });
    }
  });
});

it('takes no empty text for a path: that would be the working directory', () => {
  for (const command of ['check', 'backups', 'prune', 'download']) {
    const words = findWords([command, '']);
    const found = words.command;
    if (found === undefined) throw new Error('no command');
    expect(() => parseInvocation(found, undefined, words.rest)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^The argument <(?:backup|place|name)> is empty$/u),
        why: 'an empty text names nothing; a variable that is not set is one',
        exitCode: 2,
      }),
    );
  }
});

it('points from an unknown option to the help that lists them', () => {
  expect(() => read('restore-config --dry-rn')).toThrow(
    expect.objectContaining({ remedy: 'See concierge-scheduler restore_config --help.' }),
  );
  expect(() => read('--dry-rn')).toThrow(
    expect.objectContaining({ remedy: 'See concierge-scheduler --help.' }),
  );
});

describe('help and version', () => {
  it.each([
    ['--help', undefined, undefined],
    ['help', undefined, undefined],
    ['-h backup_config', 'backup_config', undefined],
    ['backup_config --only x --help', 'backup_config', undefined],
    ['help backup-config', 'backup_config', undefined],
    ['event --help', undefined, 'event'],
  ])('%s', (line, command, family) => {
    const words = findWords(line.split(' '));
    expect(words).toMatchObject({ wantsHelp: true, family });
    expect(words.command?.name).toBe(command);
  });

  it('is no help where it is the value of an option or stands behind --', () => {
    expect(findWords(['backup_config', '--only=--help']).wantsHelp).toBe(false);
    expect(findWords(['backup_config', '--', '--help']).wantsHelp).toBe(false);
    expect(findWords(['backup_config', '-V']).wantsVersion).toBe(true);
  });
});

describe('the command table', () => {
  it('holds names that cannot be confused', () => {
    const names = [...ALL_COMMANDS.map(({ name }) => name), ...FAMILY_NAMES, ...GROUP_NAMES];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      const [first = '', second, ...more] = name.split(' ');
      expect(first).toMatch(/^[a-z]+(?:_[a-z]+)*$/u);
      if (second === undefined) continue;
      expect(second).toMatch(/^[a-z]+(?:_[a-z]+)*$/u);
      expect(GROUP_NAMES).toContain(first);
      expect(more).toEqual([]);
    }
  });
});
