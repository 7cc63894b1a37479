import { useComposeProjects, useStacks } from './support/projects.ts';
import { describeScaling } from './support/scaling.ts';
import { describeScalingInput } from './support/scaling-input.ts';

describeScaling('scaling with Compose v2', useComposeProjects('v2'));
describeScaling('scaling in a Swarm', useStacks());
describeScalingInput();
