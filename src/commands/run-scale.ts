import type { ScaleRequest } from '../containers/decide.ts';
import { endpointName } from '../containers/endpoint-name.ts';
import { openHistory } from '../containers/history/open-history.ts';
import { policyOfFlags } from '../containers/policy.ts';
import { scale } from '../containers/scale.ts';
import type { Scaled, ScaleListener } from '../containers/scaling.ts';
import type { ExitCode } from '../errors.ts';
import type { Paint } from '../terminal/paint.ts';
import { scrub } from '../terminal/secrets.ts';
import type { CommandContext } from './command.ts';
import type { containerOptions } from './container-options.ts';
import { openContainers, settleTimeoutMs } from './containers.ts';
import type { OptionValues } from './options.ts';
import type { scaleOptions } from './scale-options.ts';

type Context = Pick<
  CommandContext,
  'settings' | 'environment' | 'output' | 'progress' | 'signal' | 'onExit' | 'commandLine'
> & {
  readonly options: OptionValues<typeof containerOptions & typeof scaleOptions>;
};

/** Scales, and says what came of it. */
export async function runScale(
  context: Context,
  component: string,
  wanted: Pick<ScaleRequest, 'direction' | 'current' | 'delta'>,
): Promise<ExitCode> {
  const { settings, options, output, progress, signal, onExit } = context;
  const { exact, allowZero, noRollback, wait, timeout, reason, min, max, step, cooldown, pause } = options;
  const flags = policyOfFlags({
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(step !== undefined && { step }),
    ...(cooldown !== undefined && { cooldown }),
    ...(pause !== undefined && { pause }),
  });
  const stateDir = settings.stateDir.value;
  // The Engine is asked first: the history is opened while it makes up its answer.
  const opening = openContainers(context, component, { identify: true });
  // Thrown where it is waited for.
  opening.catch(() => {});
  const history = await openHistory(stateDir);
  onExit(() => history.close());
  const { backend, endpoint } = await opening;
  const startedAt = performance.now();
  const scaled = await scale(
    {
      component,
      request: { ...wanted, exact, allowZero },
      flags,
      askedBy: scrub(reason?.trim() || context.commandLine.join(' ')),
      rollback: !noRollback,
    },
    {
      backend,
      endpoint: endpointName(endpoint.host),
      engineId: await backend.engineId(),
      stateDir,
      history,
      lockWaitMs: wait * 1000,
      settleTimeoutMs: settleTimeoutMs(settings, timeout),
      signal,
      listener: listener({ output, progress }),
      now: () => new Date(),
    },
  );
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  output.result(document(scaled, seconds), (paint) => sentence(scaled, paint));
  return 0;
}

function listener({ output, progress }: Pick<Context, 'output' | 'progress'>): ScaleListener {
  let shown: { name: string; up: number } | undefined;
  const end = (): void => {
    if (shown !== undefined) progress.done(shown.name, `${shown.up}`);
    shown = undefined;
  };
  return {
    onLockWait: (service) => output.info(`${service} is being scaled by another process; waiting for it.`),
    onOrder(service, from, to) {
      end();
      const name = `${service}: ${from} → ${to}, running`;
      shown = { name, up: 0 };
      progress.start(name, to > from ? to : undefined);
    },
    onProgress(_, { up }) {
      if (shown === undefined) return;
      progress.advance(shown.name, up - shown.up);
      shown.up = up;
    },
    onSettled: end,
    onGoBack(service, from) {
      end();
      output.info(`${service} did not come up; going back to ${from}.`);
    },
    onNotRecorded: (error) =>
      output.warn(`what was done could not be kept in the history: ${(error as Error).message}`),
  };
}

/** What the command says, a sentence. A bound that has cut the request is part of it. */
function sentence({ service, result, from, wish, to, number, why }: Scaled, paint: Paint): string {
  if (result === 'unchanged') return `${service} stays at ${number}: ${why}.`;
  const cut = to === wish ? '' : `: ${why}`;
  return `${paint.bold(service)} is scaled from ${from} to ${number}${cut}.`;
}

function document(scaled: Scaled, seconds: number): unknown {
  const { component, service, backend, endpoint, direction, current, delta } = scaled;
  const { result, from, wish, to, number, why } = scaled;
  return {
    component,
    service,
    backend,
    endpoint,
    direction,
    current,
    delta,
    result,
    from,
    wish,
    to: to ?? null,
    number,
    why,
    seconds,
  };
}
