import { describeBackend } from './support/backend-contract.ts';
import { useComposeProjects, useStacks } from './support/projects.ts';

describeBackend('Compose v2', useComposeProjects('v2'), { highestFirst: true });
describeBackend('Compose v1', useComposeProjects('v1'), { highestFirst: true });
describeBackend('Swarm', useStacks(), { highestFirst: false });
