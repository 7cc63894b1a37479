import type { Container } from '../containers/container.ts';
import { InputError } from '../errors.ts';
import type { Paint } from '../terminal/paint.ts';
import { describeAge } from './age.ts';
import { defineCommand } from './command.ts';
import { CONTAINER_VARIABLES, containerOptions, optionalComponentArgument } from './container-options.ts';
import { textOption } from './options.ts';

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
  options: {
    serviceName: textOption('-n, --service-name <name>', 'the component, as the Python tool took it'),
    ...containerOptions,
  },
  variables: CONTAINER_VARIABLES,
  exitCodes: {},
  async run(context) {
    const [{ openContainers }, { requireComponentName }, { renderTable }] = await Promise.all([
      import('./containers.ts'),
      import('../containers/names.ts'),
      import('../terminal/table.ts'),
    ]);
    const { serviceName } = context.options;
    const component = oneOf(
      context.arguments.component,
      serviceName === undefined ? undefined : requireComponentName(serviceName),
    );
    const { backend } = await openContainers(context, component);
    const containers = await backend.list(component);
    const document = { backend: backend.name, component: component ?? null, containers };
    context.output.result(document, (paint) => {
      if (containers.length === 0) {
        const whose = component ?? context.settings.composeProjectName.value;
        return whose === undefined ? 'No containers run.' : `No containers of ${whose} run.`;
      }
      return renderTable(...tableOf(containers, paint, Date.now()));
    });
    return 0;
  },
});

/** @throws InputError where the two ways to name the component do not agree */
function oneOf(argument: string | undefined, option: string | undefined): string | undefined {
  if (argument === undefined || option === undefined || argument === option) return argument ?? option;
  throw new InputError('Two components are named', {
    why: `${argument} as the argument, ${option} with --service-name`,
    remedy: 'Name one of them.',
  });
}

function tableOf(
  containers: readonly Container[],
  paint: Paint,
  now: number,
): Parameters<typeof import('../terminal/table.ts').renderTable> {
  const withNodes = containers.some(({ node }) => node !== undefined);
  const header = [
    'COMPONENT',
    'NAME',
    'ID',
    'STATE',
    'HEALTH',
    'AGE',
    'IMAGE',
    ...(withNodes ? ['NODE'] : []),
  ];
  const rows = containers.map((container) => [
    container.component,
    container.name,
    container.id.slice(0, 12),
    container.state,
    healthCell(container, paint),
    describeAge(now - Date.parse(container.createdAt)),
    container.image,
    ...(withNodes ? [container.node ?? ''] : []),
  ]);
  return [rows, { header: header.map((name) => paint.bold(name)) }];
}

function healthCell({ health }: Container, paint: Paint): string {
  if (health === 'healthy') return paint.green(health);
  if (health === 'unhealthy') return paint.red(health);
  return health === 'none' ? '-' : paint.yellow(health);
}
