import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { LAB_ENVIRONMENT } from './command.ts';
import { ensureProgram } from './tools.ts';

/*
 * A real Chromium without a window, by its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/) over a
 * pipe: it listens on no port.
 */

type Parameters = Record<string, unknown>;

/** What the browser says of itself: a request is about to be sent, something was written to the console … */
export interface BrowserEvent {
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what it takes an event for
  readonly params: any;
}

/** A tab. */
export interface Page {
  /** Calls a method of the protocol. @throws Error with the browser's words where it refuses. */
  // biome-ignore lint/suspicious/noExplicitAny: as in BrowserEvent
  call(method: string, parameters?: Parameters): Promise<any>;
  /** The value of an expression in the page. @throws Error where it throws there. */
  // biome-ignore lint/suspicious/noExplicitAny: as in BrowserEvent
  evaluate(expression: string): Promise<any>;
  /** Opens an address, until it is loaded. */
  open(url: string): Promise<void>;
  /** Everything that the browser has said since the tab was made. */
  readonly events: readonly BrowserEvent[];
}

export interface Browser {
  page(): Promise<Page>;
  stop(): Promise<void>;
}

const FLAGS = [
  '--headless=new',
  '--remote-debugging-pipe',
  // Chromium's own sandbox does not start for root.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

/** Starts Chromium, installing Debian's package where it is missing (about 100 MB). */
export async function startBrowser(onProgress: (line: string) => void = () => {}): Promise<Browser> {
  await ensureProgram('chromium', 'chromium', onProgress);
  const profile = await mkdtemp(join(tmpdir(), 'concierge-browser-'));
  const child = spawn('chromium', [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    env: { ...LAB_ENVIRONMENT, HOME: profile },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const connection = connect(child);
  return {
    page: () => connection.page(),
    async stop() {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        const ended = once(child, 'exit');
        process.kill(-child.pid, 'SIGKILL');
        await ended;
      }
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Answer {
  readonly id?: number;
  readonly sessionId?: string;
  readonly result?: Parameters;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: Parameters;
}

/** Messages are JSON with a NUL behind each: the browser reads them from its descriptor 3 and writes them to 4. */
function connect(child: ChildProcess): { page(): Promise<Page> } {
  const [, , , toBrowser, fromBrowser] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (answer: Answer) => void>();
  const listeners = new Map<string, (event: BrowserEvent) => void>();
  let count = 0;
  let rest = '';

  fromBrowser.setEncoding('utf8');
  fromBrowser.on('data', (data: string) => {
    const messages = (rest + data).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) take(JSON.parse(message) as Answer);
  });
  const gone = (error?: Error): void => {
    const message = `Chromium has ended${error === undefined ? '' : `: ${error.message}`}`;
    for (const settle of waiting.values()) settle({ error: { message } });
    waiting.clear();
  };
  child.once('error', gone);
  child.once('exit', () => gone());
  toBrowser.on('error', gone);

  function take(answer: Answer): void {
    if (answer.id !== undefined) {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    } else if (answer.method !== undefined) {
      listeners.get(answer.sessionId ?? '')?.({ method: answer.method, params: answer.params });
    }
  }

  async function call(method: string, params: Parameters = {}, sessionId?: string): Promise<Parameters> {
    count += 1;
    const id = count;
    const answer = await new Promise<Answer>((settle) => {
      waiting.set(id, settle);
      toBrowser.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result ?? {};
  }

  return {
    async page() {
      const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
      return await pageOf(
        (method, parameters) => call(method, parameters, String(sessionId)),
        (listen) => listeners.set(String(sessionId), listen),
      );
    },
  };
}

async function pageOf(
  call: (method: string, parameters?: Parameters) => Promise<Parameters>,
  listenWith: (listen: (event: BrowserEvent) => void) => void,
): Promise<Page> {
  const events: BrowserEvent[] = [];
  let onLoad: () => void = () => {};
  listenWith((event) => {
    events.push(event);
    if (event.method === 'Page.loadEventFired') onLoad();
  });
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await call(`${domain}.enable`);
  return {
    call,
    events,
    async evaluate(expression) {
      const { result, exceptionDetails } = (await call('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      })) as { result: { value?: unknown }; exceptionDetails?: { text: string } };
      if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
      return result.value;
    },
    async open(url) {
      const loaded = new Promise<void>((settle) => {
        onLoad = settle;
      });
      await call('Page.navigate', { url });
      await loaded;
    },
  };
}
