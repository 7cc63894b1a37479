import { defineCommand } from './command.ts';
import { componentArgument, containerOptions } from './container-options.ts';
import { SCALE_DESCRIPTION, SCALE_EXIT_CODES, SCALE_VARIABLES } from './scale-definition.ts';
import { currentScaleArgument, deltaArgument, scaleOptions } from './scale-options.ts';

export const scaleUp = defineCommand({
  name: 'scale_up',
  summary: 'add containers to a component',
  description: `Makes it <current_scale> + <increment> containers. It never removes one, whatever <current_scale> says: where there are as many already, or more, it says so and is done. So it can be repeated, and ten at once are as one.\n\n${SCALE_DESCRIPTION}`,
  examples: [
    { line: 'concierge-scheduler scale_up web 1 1', comment: 'two of web' },
    {
      line: 'concierge-scheduler scale_up web auto 2 --max 6',
      comment: 'two more than there are, six at most',
    },
    {
      line: 'concierge-scheduler scale_up web 2 1 -p shop --exact',
      comment: 'three of web in the project shop, if there are exactly two',
    },
  ],
  arguments: {
    component: componentArgument('the service of the Compose project or Swarm'),
    current_scale: currentScaleArgument,
    increment: deltaArgument('increment', 'how many more'),
  },
  options: { ...containerOptions, ...scaleOptions },
  variables: SCALE_VARIABLES,
  exitCodes: SCALE_EXIT_CODES,
  async run(context) {
    const { runScale } = await import('./run-scale.ts');
    return await runScale(context, context.arguments.component, {
      direction: 'up',
      current: context.arguments.current_scale,
      delta: context.arguments.increment,
    });
  },
});
