import { defineCommand } from './command.ts';
import { textArgument } from './options.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completion = defineCommand({
  name: 'completion',
  summary: 'print a script that completes commands and options in a shell',
  description:
    'Prints a completion script for bash, zsh or fish. It is made from the commands of this version: make it again after an update.',
  examples: [
    { line: 'source <(concierge-scheduler completion bash)', comment: 'in ~/.bashrc' },
    { line: 'source <(concierge-scheduler completion zsh)', comment: 'in ~/.zshrc, after compinit' },
    {
      line: 'concierge-scheduler completion fish > ~/.config/fish/completions/concierge-scheduler.fish',
      comment: 'once, for fish',
    },
  ],
  arguments: {
    shell: textArgument('the shell', { choices: SHELLS }),
  },
  options: {},
  variables: [],
  exitCodes: {},
  async run({ arguments: { shell }, output }) {
    const { completionModel } = await import('./completion/model.ts');
    const { bashScript } = await import('./completion/bash.ts');
    const { fishScript } = await import('./completion/fish.ts');
    const { zshScript } = await import('./completion/zsh.ts');
    const model = completionModel();
    const script =
      shell === 'bash' ? bashScript(model) : shell === 'zsh' ? zshScript(model) : fishScript(model);
    output.result({ shell, script }, () => script);
    return 0;
  },
});
