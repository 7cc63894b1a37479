import type { Container } from '../containers/container.ts';
import { requireComponentName } from '../containers/names.ts';
import { type ExitCode, InputError } from '../errors.ts';
import type { Paint } from '../terminal/paint.ts';
import { renderTable } from '../terminal/table.ts';
import { describeAge } from './age.ts';
import type { CommandContext } from './command.ts';
import { openContainers } from './containers.ts';
import type { listOptions } from './list.ts';
import type { OptionValues } from './options.ts';

type Context = Pick<CommandContext, 'settings' | 'environment' | 'output' | 'signal' | 'onExit'> & {
  readonly options: OptionValues<typeof listOptions>;
  readonly arguments: { readonly component: string | undefined };
};

/** Shows the containers of a component, or those of the whole project or stack. */
export async function runList(context: Context): Promise<ExitCode> {
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
}

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
): Parameters<typeof renderTable> {
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
