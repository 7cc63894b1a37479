import { createHash } from 'node:crypto';
import { counted } from '../terminal/counted.ts';
import { scrub } from '../terminal/secrets.ts';
import type { Difference } from './compare.ts';
import { type Identity, markOf } from './configuration.ts';
import { changedLines, isLong, shownDifference } from './difference-text.ts';
import { PAGE_SCRIPT } from './html/page-script.ts';
import { PAGE_STYLE } from './html/page-style.ts';
import type { Change, Plan } from './plan.ts';
import { renderSummary } from './render-plan.ts';
import type { NotDoneEntry } from './report.ts';

/** What stands at the head of the page. */
export interface PageHead {
  readonly backup: string;
  /** When the server was read for it; undefined where the backup does not say. */
  readonly takenAt: string | undefined;
  readonly server: string;
  readonly zabbix: string;
  readonly madeAt: Date;
}

/**
 * A plan as one page that needs nothing else: no request leaves it, which its policy holds too. Secrets are hidden.
 * Without scripts it can be read all the same.
 */
export function renderHtml(plan: Plan, skipped: readonly NotDoneEntry[], head: PageHead): string {
  const reasons = new Map(skipped.map((entry) => [markOf(entry), entry.reason]));
  const all = [...plan.changes, ...plan.deletes];
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const [counts = '', ...remarks] = renderSummary(plan, skipped).split('\n');
  const hash = createHash('sha256').update(PAGE_SCRIPT).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const same = all.length === 0;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${same ? 'No difference' : counted(all.length, 'difference')}: ${shown(head.server)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>${same ? 'No difference' : 'What a restore of the backup would change'}</h1>`,
    '<dl>',
    ...[
      ['Server', `${head.server} (Zabbix ${head.zabbix})`],
      ['Backup', head.takenAt === undefined ? head.backup : `${head.backup}, taken ${head.takenAt}`],
      ['Compared', head.madeAt.toISOString()],
    ].map(([name = '', value = '']) => `<div><dt>${name}</dt><dd>${shown(value)}</dd></div>`),
    '</dl>',
    `<p class="counts">${shown(counts)}</p>`,
    ...(remarks.length > 0 ? [`<pre class="remarks">${shown(remarks.join('\n'))}</pre>`] : []),
    '</header>',
    ...(same ? [] : [controls(kinds)]),
    '<main>',
    ...plan.changes.map((change) => changeHtml(change, reasons.get(markOf(change)))),
    ...plan.deletes.map(deleteHtml),
    '<p id="nothing" hidden>No object fits.</p>',
    '</main>',
    `<script>${PAGE_SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function controls(kinds: readonly string[]): string {
  const options = kinds.map((kind) => `<option>${shown(kind)}</option>`).join('');
  return [
    '<form id="controls" hidden>',
    '<input id="words" type="search" placeholder="Search names and values" aria-label="Search names and values">',
    `<select id="kind" aria-label="Kind"><option value="">all kinds</option>${options}</select>`,
    '<button id="unfold" type="button">Unfold all</button>',
    '<span id="count" role="status"></span>',
    '</form>',
  ].join('\n');
}

function changeHtml(change: Change, skipped: string | undefined): string {
  const renamed = change.type === 'update' && change.liveKey !== change.key ? change.liveKey : undefined;
  const what = change.type === 'create' ? 'create' : renamed === undefined ? 'update' : 'rename';
  const note = skipped === undefined ? '' : `<p class="note">cannot be done: ${shown(skipped)}</p>`;
  const now = renamed === undefined ? '' : ` <span class="now">now <bdi>${shown(renamed)}</bdi></span>`;
  const title = `<span class="what">${what}</span> <span class="kind">${shown(change.kind)}</span> <bdi class="key">${shown(change.key)}</bdi>${now}`;
  const open = `<section class="change ${what}" data-kind="${shown(change.kind)}">`;
  if (change.type === 'create') return `${open}<h2>${title}</h2>${note}</section>`;
  const differences = change.differences.map((difference) => differenceHtml(change.kind, difference));
  return `${open}<details${change.differences.length <= 12 ? ' open' : ''}><summary><h2>${title}</h2></summary>${note}<ul>${differences.join('')}</ul></details></section>`;
}

function deleteHtml({ kind, key }: Identity): string {
  return `<section class="change delete" data-kind="${shown(kind)}"><h2><span class="what">delete</span> <span class="kind">${shown(kind)}</span> <bdi class="key">${shown(key)}</bdi></h2></section>`;
}

function differenceHtml(kind: string, difference: Difference): string {
  const entry = shownDifference(kind, difference);
  const place = `<span class="place">${shown(entry.place.trim())}</span>`;
  switch (entry.what) {
    case 'surplus':
      return `<li>${place}: <del>only on the server${shown(entry.words)}</del></li>`;
    case 'missing':
      return `<li>${place}: <ins>missing on the server${shown(entry.words)}</ins></li>`;
    case 'hidden':
      return `<li>${place}: differs (hidden)</li>`;
    default: {
      const { before, after } = entry;
      if (!isLong(before, after))
        return `<li>${place}: <del>${shown(before)}</del> → <ins>${shown(after)}</ins></li>`;
      const lines = changedLines(before, after);
      const changed = lines.filter((line) => !line.startsWith(' ')).length;
      const text = lines.map(lineHtml).join('\n');
      return `<li>${place}: <details class="long"><summary>${counted(changed, 'line')} ${changed === 1 ? 'differs' : 'differ'}</summary><pre>${text}</pre></details></li>`;
    }
  }
}

function lineHtml(line: string): string {
  if (line.startsWith('+')) return `<ins>${shown(line)}</ins>`;
  return line.startsWith('-') ? `<del>${shown(line)}</del>` : shown(line);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that change what is seen around them: controls, and marks that turn the direction of writing. */
const UNSEEN = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;

/** A text as HTML, in an element or in an attribute in quotes. Registered secrets are taken out. */
function shown(text: string): string {
  return scrub(text)
    .replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? '');
}
