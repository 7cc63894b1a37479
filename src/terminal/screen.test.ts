import { describe, expect, it, vi } from 'vitest';
import { createOutput } from './output.ts';
import { createPaint, wantsColour } from './paint.ts';
import { createProgress, describeTime, type ProgressDisplay } from './progress.ts';
import { createScreen, type TextStream } from './screen.ts';
import { registerSecret } from './secrets.ts';

interface Recorder extends TextStream {
  text: string;
}

function recorder(isTTY: boolean, columns = 60): Recorder {
  return {
    isTTY,
    columns,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}

describe('createScreen', () => {
  it('scrubs what goes to either stream', () => {
    registerSecret('screen-secret');
    const [stdout, stderr] = [recorder(false), recorder(true)];
    const screen = createScreen(stdout, stderr);
    screen.out('a screen-secret');
    screen.err('b screen-secret');
    screen.status('c screen-secret');
    expect(stdout.text + stderr.text).not.toContain('screen-secret');
    expect(stdout.text).toBe('a ***\n');
  });

  it('takes control sequences of others out on a terminal, and leaves files what they are', () => {
    const [stdout, stderr] = [recorder(false), recorder(true)];
    const screen = createScreen(stdout, stderr);
    const text = 'a\u001b]0;title\u0007b\u001b[2Jc\td\r\n\u001b[31mred\u001b[39m';
    screen.out(text);
    screen.err(text);
    expect(stdout.text).toBe(`${text}\n`);
    expect(stderr.text).toBe('a�]0;title�b�[2Jc\td�\n\u001b[31mred\u001b[39m\n');
  });

  it('shows a name on a terminal in the order that it has', () => {
    const stderr = recorder(true);
    createScreen(recorder(false), stderr).err('host \u202egnp.exe\u202c \u2067x\u2069 שלום');
    expect(stderr.text).toBe('host \ufffdgnp.exe\ufffd \ufffdx\ufffd שלום\n');
  });

  it('draws the status line again under what is printed', () => {
    const stderr = recorder(true);
    const screen = createScreen(recorder(false), stderr);
    screen.status('working');
    screen.err('a line');
    screen.status(undefined);
    expect(stderr.text).toBe('\r\u001b[Kworking\r\u001b[Ka line\nworking\r\u001b[K');
  });

  it('draws no status line on a dumb terminal', () => {
    const stderr = recorder(true);
    createScreen(recorder(true), stderr, { TERM: 'dumb' }).status('working');
    expect(stderr.text).toBe('');
  });
});

describe('createOutput', () => {
  function outputOf(options: { json?: boolean; quiet?: boolean; verbose?: boolean }): {
    output: ReturnType<typeof createOutput>;
    stdout: Recorder;
    stderr: Recorder;
  } {
    const [stdout, stderr] = [recorder(false), recorder(false)];
    const paint = createPaint(false);
    const screen = createScreen(stdout, stderr);
    const flags = { json: false, quiet: false, verbose: false, ...options };
    const output = createOutput({ screen, ...flags, resultPaint: paint, messagePaint: paint });
    return { output, stdout, stderr };
  }

  function sayAll(output: ReturnType<typeof createOutput>): void {
    output.info('info');
    output.warn('warn');
    output.detail('detail');
    output.result({ a: 'x' }, () => 'text');
  }

  it.each([
    [{}, 'text\n', 'info\nwarning: warn\n'],
    [{ verbose: true }, 'text\n', 'info\nwarning: warn\ndetail\n'],
    [{ quiet: true }, 'text\n', 'warning: warn\n'],
    [{ json: true }, '{\n  "a": "x"\n}\n', 'info\nwarning: warn\n'],
  ])('with %o', (options, results, messages) => {
    const { output, stdout, stderr } = outputOf(options);
    sayAll(output);
    expect(stdout.text).toBe(results);
    expect(stderr.text).toBe(messages);
  });

  it('gives valid JSON where a secret with a quote in it was taken out', () => {
    registerSecret('quo"ted-secret');
    const { output, stdout } = outputOf({ json: true });
    output.result({ a: 'x quo"ted-secret' }, () => '');
    expect(JSON.parse(stdout.text)).toEqual({ a: 'x ***' });
  });
});

describe('wantsColour', () => {
  it.each([
    [true, {}, false, true],
    [false, {}, false, false],
    [true, { NO_COLOR: '1' }, false, false],
    [true, { NO_COLOR: '' }, false, true],
    [true, { TERM: 'dumb' }, false, false],
    [true, {}, true, false],
  ])('terminal %s, %o, --no-color %s: %s', (isTTY, environment, flag, wanted) => {
    expect(wantsColour({ isTTY }, environment, flag)).toBe(wanted);
  });
});

describe('createProgress', () => {
  function progressOn(isTTY: boolean): {
    progress: ProgressDisplay;
    stderr: Recorder;
    pass(ms: number): void;
  } {
    const stderr = recorder(isTTY);
    let time = 0;
    const progress = createProgress(createScreen(recorder(false), stderr), () => time);
    return {
      progress,
      stderr,
      pass(milliseconds) {
        time += milliseconds;
      },
    };
  }

  it('leaves a line of what took its time, and none of what was done at once', () => {
    const { progress, stderr, pass } = progressOn(false);
    progress.start('templates', 354);
    for (let count = 0; count < 354; count += 1) progress.advance('templates');
    pass(5200);
    progress.done('templates');
    progress.start('hosts');
    pass(4999);
    progress.done('hosts', '12, 2 changed');
    progress.start('maps');
    pass(5000);
    progress.done('maps', '3, 1 changed');
    progress.done('actions', 'none');
    progress.close();
    expect(stderr.text).toBe('templates: 354, 5.2 s\nmaps: 3, 1 changed, 5.0 s\n');
  });

  it('says now and then, where there is no terminal, how far what takes long has come', () => {
    vi.useFakeTimers();
    try {
      const { progress, stderr, pass } = progressOn(false);
      const wait = (seconds: number) => {
        for (let second = 0; second < seconds; second += 1) {
          pass(1000);
          vi.advanceTimersByTime(1000);
        }
      };
      progress.start('templates', 354);
      progress.start('upload');
      wait(9);
      expect(stderr.text).toBe('');
      progress.advance('templates', 20);
      wait(1);
      expect(stderr.text).toBe('templates 20/354 …\nupload …\n');
      progress.done('upload');
      wait(10);
      progress.close();
      wait(20);
      expect(stderr.text).toBe('templates 20/354 …\nupload …\nupload: 10 s\ntemplates 20/354 …\n');
    } finally {
      vi.useRealTimers();
    }
  });

  it('redraws one line on a terminal, not for every step, and leaves nothing of it', () => {
    const { progress, stderr, pass } = progressOn(true);
    progress.start('templates', 1000);
    for (let count = 0; count < 500; count += 1) progress.advance('templates');
    expect(stderr.text.length).toBeLessThan(100);
    pass(1000);
    progress.advance('templates');
    expect(stderr.text).toContain('templates 501/1000  1 s');
    progress.start('hosts');
    expect(stderr.text).toContain('templates 501/1000, hosts  1 s');
    pass(4000);
    progress.done('templates', 'done');
    progress.close();
    expect(stderr.text).toContain('templates: done, 5.0 s\n');
    expect(stderr.text.endsWith('\r\u001b[K')).toBe(true);
  });

  it('never draws more than the terminal is wide', () => {
    const { progress, stderr } = progressOn(true);
    progress.start('日本語'.repeat(40), 5);
    progress.close();
    expect(stderr.text.split('\u001b[K')[1]?.length).toBeLessThan(60);
  });
});

describe('describeTime', () => {
  it.each([
    [0, '0.0 s'],
    [9949, '9.9 s'],
    [12_400, '12 s'],
    [185_000, '3 min 5 s'],
  ])('%i ms is %s', (milliseconds, text) => {
    expect(describeTime(milliseconds)).toBe(text);
  });
});
