import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, type Page, startBrowser } from '../../lab/browser.ts';
import { pageWithDifferences } from '../support/html-page.ts';

/** The page of `diff --html` in a real Chromium, as a person has it on a screen, a phone and paper. */
describe('the page of a difference in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'concierge-page-'));
  const file = join(folder, 'difference.html');
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    writeFileSync(file, pageWithDifferences());
    browser = await startBrowser();
    page = await browser.page();
    await page.open(pathToFileURL(file).href);
  });

  afterAll(async () => {
    await browser?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function shownChanges(): Promise<number> {
    return await page.evaluate(
      `[...document.querySelectorAll('.change')].filter((change) => change.checkVisibility()).length`,
    );
  }

  async function search(words: string): Promise<void> {
    await page.evaluate(
      `document.getElementById('words').focus(); document.getElementById('words').select()`,
    );
    if (words === '') {
      for (const type of ['keyDown', 'keyUp'])
        await page.call('Input.dispatchKeyEvent', { type, key: 'Delete', windowsVirtualKeyCode: 46 });
    } else await page.call('Input.insertText', { text: words });
  }

  async function media(name: '' | 'print', scheme: 'light' | 'dark'): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await page.call('Emulation.setEmulatedMedia', { media: name, features });
  }

  async function width(pixels: number): Promise<void> {
    const metrics = { width: pixels, height: 740, deviceScaleFactor: 1, mobile: pixels < 500 };
    await page.call('Emulation.setDeviceMetricsOverride', metrics);
  }

  it('asks for nothing but itself, and has nothing to complain of', () => {
    const requested = page.events.filter(({ method }) => method === 'Network.requestWillBeSent');
    expect(requested.map(({ params }) => params.request.url)).toEqual([pathToFileURL(file).href]);
    const complaints = ['Runtime.exceptionThrown', 'Runtime.consoleAPICalled', 'Log.entryAdded'];
    expect(page.events.filter(({ method }) => complaints.includes(method))).toEqual([]);
  });

  it('runs its own script and no other, whatever an object is called', async () => {
    expect(await page.evaluate('window.evil')).toBeUndefined();
    expect(await page.evaluate(`document.querySelectorAll('.change img, .change script').length`)).toBe(0);
    expect(await page.evaluate(`document.getElementById('controls').checkVisibility()`)).toBe(true);
  });

  it('narrows to what is searched for, and to a kind', async () => {
    const all = await shownChanges();
    expect(all).toBeGreaterThan(10);
    await search('needle IN A haystack');
    expect(await shownChanges()).toBe(1);
    expect(await page.evaluate(`document.getElementById('count').textContent`)).toBe(`1 of ${all}`);
    await search('there is no such thing');
    expect(await shownChanges()).toBe(0);
    expect(await page.evaluate(`document.getElementById('nothing').checkVisibility()`)).toBe(true);
    await search('');
    expect(await shownChanges()).toBe(all);
    await page.evaluate(
      `{ const kind = document.getElementById('kind'); kind.value = 'scripts'; kind.dispatchEvent(new Event('change')) }`,
    );
    const scripts = await shownChanges();
    expect(scripts).toBeGreaterThan(0);
    expect(scripts).toBeLessThan(all);
    await page.evaluate(
      `{ const kind = document.getElementById('kind'); kind.value = ''; kind.dispatchEvent(new Event('change')) }`,
    );
  });

  it('folds long texts, and opens them', async () => {
    const shown = `document.querySelector('.long pre').checkVisibility()`;
    expect(await page.evaluate(shown)).toBe(false);
    await clickOn(page, '.long summary');
    expect(await page.evaluate(shown)).toBe(true);
    await clickOn(page, '#unfold');
    expect(await page.evaluate(FOLDED)).toBe(0);
    await clickOn(page, '#unfold');
    expect(await page.evaluate(FOLDED)).toBe(
      await page.evaluate(`document.querySelectorAll('details').length`),
    );
  });

  it('overflows nowhere on a phone, folded or not', async () => {
    await width(360);
    for (const open of [false, true]) {
      await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = ${open}`);
      expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBe(360);
      const beyond = await page.evaluate(
        `[...document.body.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > 360.5).map((each) => each.outerHTML.slice(0, 99))`,
      );
      expect(beyond).toEqual([]);
    }
    await width(1200);
  });

  it('has everything on paper, unfolded, and no controls', async () => {
    await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = false`);
    await media('print', 'light');
    expect(await page.evaluate(`document.getElementById('controls').checkVisibility()`)).toBe(false);
    expect(await page.evaluate(`${HIDDEN_TEXTS}.length`)).toBe(0);
    await media('', 'light');
    expect(await page.evaluate(`${HIDDEN_TEXTS}.length`)).toBeGreaterThan(0);
    const { data } = await page.call('Page.printToPDF');
    expect(Buffer.from(data, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
    // As the browser's own "Print" does: all is open for it.
    expect(await page.evaluate(FOLDED)).toBe(0);
  });

  it.each(['light', 'dark'] as const)('can be read where the system is %s', async (scheme) => {
    await media('', scheme);
    const colours: Record<string, [string, string]> = await page.evaluate(COLOURS);
    expect(Object.keys(colours)).toHaveLength(READ.length);
    expect(luminance(colours.body?.[1] ?? '') > 0.5).toBe(scheme === 'light');
    for (const [selector, [text, back]] of Object.entries(colours)) {
      expect(contrast(text, back), selector).toBeGreaterThan(4.5);
    }
    await media('', 'light');
  });
});

const FOLDED = `[...document.querySelectorAll('details')].filter((each) => !each.open).length`;
/** Changed values that take no room. */
const HIDDEN_TEXTS = `[...document.querySelectorAll('del, ins')].filter((each) => !each.checkVisibility() || each.getBoundingClientRect().height === 0)`;

const READ = [
  'body',
  '.key',
  '.what',
  '.kind',
  '.place',
  'del',
  'ins',
  '.note',
  '.long summary',
  '#words',
  '#count',
];
/** Of each of these the colour of its text and of what is behind it. */
const COLOURS = `(() => {
  const backOf = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' ? backOf(element.parentElement) : colour;
  };
  return Object.fromEntries(${JSON.stringify(READ)}.map((selector) => {
    const element = document.querySelector(selector);
    return [selector, [getComputedStyle(element).color, backOf(element)]];
  }));
})()`;

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio: 4.5 is asked for of text. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Moves there and clicks, as a hand would. */
async function clickOn(page: Page, selector: string): Promise<void> {
  const [x, y] = await page.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    element.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  })()`);
  for (const type of ['mousePressed', 'mouseReleased'])
    await page.call('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
}
