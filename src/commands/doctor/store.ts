import { ConciergeError } from '../../errors.ts';
import type { Store } from '../../storage/store.ts';
import type { Check, Finding } from './check.ts';
import { problemOf } from './problem.ts';

const SUBJECT = 'store';
/** Whoever asks for a diagnosis wants to hear that it does not work, not wait until it might. */
const LONGEST_WAIT_MS = 20_000;
const TRIES = { tries: 2, firstWaitMs: 300, maxWaitMs: 1_000 };

/** The store of STORAGE_LOCATION reached and listed, where one is given. Nothing is written to it. */
export const storeCheck: Check = {
  name: SUBJECT,
  async run({ settings, signal, onExit }) {
    if (settings.storageLocation.value === undefined) return [];
    const { openStore } = await import('../../storage/open-store.ts');
    const late = AbortSignal.timeout(LONGEST_WAIT_MS);
    try {
      const store = await openStore(settings, { policy: TRIES });
      onExit(() => store.close());
      return [await listed(store, AbortSignal.any([signal, late]))];
    } catch (error) {
      signal.throwIfAborted();
      return [problemOf(SUBJECT, late.aborted ? noAnswer(error) : error)];
    }
  },
};

async function listed(store: Store, signal: AbortSignal): Promise<Finding> {
  let content = 'empty';
  for await (const _object of store.list('', signal)) {
    content = 'it holds something';
    break;
  }
  return { status: 'ok', subject: SUBJECT, detail: `${store.location} can be listed; ${content}` };
}

function noAnswer(cause: unknown): ConciergeError {
  return new ConciergeError(`It has given no answer for ${LONGEST_WAIT_MS / 1000} s`, {
    remedy: 'Check STORAGE_LOCATION, the address of its service, and the way there.',
    cause,
  });
}
