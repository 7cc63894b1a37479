import { defineCommand } from './command.ts';
import { CONTAINER_VARIABLES, containerOptions, optionalComponentArgument } from './container-options.ts';
import { textOption } from './options.ts';

/** The options of `list`. */
export const listOptions = {
  serviceName: textOption('-n, --service-name <name>', 'the component, as the Python tool took it'),
  ...containerOptions,
};

export const list = defineCommand({
  name: 'list',
  family: 'container',
  summary: 'show the running containers of a component',
  description:
    'Shows the containers of a component that run: a service of a Compose project, or a service of a Swarm. Without a component, those of the whole project or stack.',
  examples: [
    { line: 'concierge-scheduler list web', comment: 'the containers of the component web' },
    { line: 'concierge-scheduler list -p shop --json', comment: 'all of the project shop, as JSON' },
    {
      line: 'concierge-scheduler container -u tcp://docker.example.com:2376 -p shop list -n web',
      comment: 'as the Python tool took it',
    },
  ],
  arguments: {
    component: optionalComponentArgument('the service, as the compose file or the Swarm names it'),
  },
  options: listOptions,
  variables: CONTAINER_VARIABLES,
  exitCodes: {},
  async run(context) {
    const { runList } = await import('./run-list.ts');
    return await runList(context);
  },
});
