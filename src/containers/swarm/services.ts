import { InputError } from '../../errors.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/failure.ts';
import type { ServiceRow } from '../engine/objects.ts';

/** `docker stack deploy` writes the stack's name on each of its services. */
const STACK = 'com.docker.stack.namespace';

/** All services of the Swarm; undefined where the Engine is no manager of one. */
export async function allServices(engine: Engine): Promise<readonly ServiceRow[] | undefined> {
  try {
    return await engine.call<ServiceRow[]>('GET', '/services');
  } catch (error) {
    // 503: "This node is not a swarm manager." What is no Engine of Docker's own may know nothing of a Swarm.
    if (error instanceof EngineError && [404, 501, 503].includes(error.status)) return undefined;
    throw error;
  }
}

/** The stack that a service belongs to; undefined where it was created by itself. */
function stackOf({ Spec }: ServiceRow): string | undefined {
  return Spec.Labels?.[STACK];
}

/** The services of a stack, or all of them. */
export function servicesOf(
  services: readonly ServiceRow[],
  stack: string | undefined,
): readonly ServiceRow[] {
  return stack === undefined ? services : services.filter((service) => stackOf(service) === stack);
}

/**
 * The services that a name may mean: within a stack `web` is `shop_web`, and so is `shop_web` itself. Without a stack a
 * service of just that name comes before all others.
 */
export function servicesNamed(
  services: readonly ServiceRow[],
  name: string,
  stack: string | undefined,
): readonly ServiceRow[] {
  const within = servicesOf(services, stack).filter((service) => {
    const namespace = stackOf(service);
    return (
      service.Spec.Name === name || (namespace !== undefined && service.Spec.Name === `${namespace}_${name}`)
    );
  });
  const exact = within.filter(({ Spec }) => Spec.Name === name);
  return exact.length > 0 ? exact : within;
}

/** @throws InputError where there is none or several; it lists them */
export function requireService(
  services: readonly ServiceRow[],
  name: string,
  stack: string | undefined,
): ServiceRow {
  const found = servicesNamed(services, name, stack);
  const [service] = found;
  if (service !== undefined && found.length === 1) return service;
  if (found.length > 1) {
    throw new InputError(`Several stacks have a service ${name}`, {
      why: found.map(({ Spec }) => Spec.Name).join(', '),
      remedy: 'Give the whole name, or the stack with -p.',
    });
  }
  const names = servicesOf(services, stack).map(({ Spec }) => Spec.Name);
  const where = stack === undefined ? 'The Swarm' : `The stack ${stack}`;
  throw new InputError(`${where} has no service ${name}`, {
    why: names.length === 0 ? 'it has no services' : `its services are: ${names.sort().join(', ')}`,
    remedy: 'Give the name of one of them, or another stack with -p.',
  });
}
