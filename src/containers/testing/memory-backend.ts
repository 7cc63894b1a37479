import { InputError } from '../../errors.ts';
import { type Backend, type Component, ComponentChangedError, type KnownToRun } from '../backend.ts';
import type { Container } from '../container.ts';

/** One component in memory: what a backend has to do, without Docker. */
export interface MemoryBackend extends Backend {
  /** All numbers that were ordered, in order. */
  readonly orders: number[];
  /** How often the component was read. */
  readonly reads: number;
  /** Changed by somebody else: the version that was read before no longer holds. */
  change(number: number): void;
  /** Called before an order is carried out; may throw, or change the component. */
  onOrder: (number: number, times: number) => void | Promise<void>;
  /** Called before each reading. */
  onRead: (times: number) => void | Promise<void>;
}

export interface MemoryOptions {
  readonly number?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** What becomes of the container with this number; default: it runs. */
  readonly stateOf?: (number: number) => Partial<Container>;
  /** Default: that of Compose. */
  readonly steadyMs?: Backend['steadyMs'];
  /** What an order has seen of their start; default: nothing. */
  readonly started?: (containers: readonly Container[]) => KnownToRun;
}

export function memoryBackend(options: MemoryOptions = {}): MemoryBackend {
  let numbers = Array.from({ length: options.number ?? 1 }, (_, at) => at + 1);
  let version = 1;
  let reads = 0;
  let ordered = 0;
  const orders: number[] = [];

  function set(number: number): void {
    numbers = Array.from({ length: number }, (_, at) => at + 1);
    version += 1;
  }

  function containers(): Container[] {
    return numbers.map((number) => ({
      id: number.toString(16).padStart(64, '0'),
      name: `shop-web-${number}`,
      component: 'web',
      state: 'running',
      health: 'none',
      createdAt: '2026-11-22T12:00:00.000Z',
      image: 'web:1',
      number,
      ...options.stateOf?.(number),
    }));
  }

  const backend: MemoryBackend = {
    name: 'compose',
    steadyMs: options.steadyMs ?? { least: 75, most: 500 },
    orders,
    get reads() {
      return reads;
    },
    onOrder() {},
    onRead() {},
    change: set,
    list: async () => containers(),
    serviceOf: async () => 'shop/web',
    async read(name): Promise<Component> {
      reads += 1;
      await backend.onRead(reads);
      if (name !== 'web') throw new InputError(`There is no ${name}`);
      return {
        name,
        service: 'shop/web',
        labels: options.labels ?? {},
        number: numbers.length,
        containers: containers(),
        version,
      };
    },
    async order(component, number) {
      ordered += 1;
      await backend.onOrder(number, ordered);
      if (component.version !== version) throw new ComponentChangedError(component.service);
      orders.push(number);
      set(number);
      return options.started?.(containers()) ?? new Map();
    },
    lastLines: async () => ['starting', 'no room left'],
  };
  return backend;
}
