import { defineCommand } from './command.ts';
import { componentArgument, containerOptions } from './container-options.ts';
import { SCALE_DESCRIPTION, SCALE_EXIT_CODES, SCALE_VARIABLES } from './scale-definition.ts';
import { currentScaleArgument, deltaArgument, scaleOptions } from './scale-options.ts';

export const scaleDown = defineCommand({
  name: 'scale_down',
  summary: 'remove containers from a component',
  description: `Makes it <current_scale> - <decrement> containers, the highest-numbered going first. It never adds one, whatever <current_scale> says: where there are as few already, or fewer, it says so and is done. Below one it goes only with --allow-zero.\n\n${SCALE_DESCRIPTION}`,
  examples: [
    { line: 'concierge-scheduler scale_down web 4 2', comment: 'two of web' },
    { line: 'concierge-scheduler scale_down web auto 1 --min 2', comment: 'one fewer, two at least' },
  ],
  arguments: {
    component: componentArgument('the service of the Compose project or Swarm'),
    current_scale: currentScaleArgument,
    decrement: deltaArgument('decrement', 'how many fewer'),
  },
  options: { ...containerOptions, ...scaleOptions },
  variables: SCALE_VARIABLES,
  exitCodes: SCALE_EXIT_CODES,
  async run(context) {
    const { runScale } = await import('./run-scale.ts');
    return await runScale(context, context.arguments.component, {
      direction: 'down',
      current: context.arguments.current_scale,
      delta: context.arguments.decrement,
    });
  },
});
