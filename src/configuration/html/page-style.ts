/** The style of a report: light and dark as the reader's system is, narrow and wide, on paper. */
export const PAGE_STYLE = `
:root { --text: #1c2024; --back: #fff; --soft: #60666d; --line: #d8dce0; --panel: #f5f7f8;
  --del: #9b1c1c; --del-back: #fdecec; --ins: #14622f; --ins-back: #e7f6ec; --mark: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7ea; --back: #14171a; --soft: #9aa2aa; --line: #333a41;
  --panel: #1d2125; --del: #ff9c9c; --del-back: #3a1a1c; --ins: #86e0a5; --ins-back: #12301d; --mark: #f0c060; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 72rem; color: var(--text); background: var(--back);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 0; display: inline; font-weight: 600; }
dl { margin: 0; }
dl div { display: flex; gap: 0 .75rem; }
dt { color: var(--soft); flex: 0 0 6rem; }
dd { margin: 0; min-width: 0; }
pre { margin: .25rem 0; padding: .5rem; background: var(--panel); border-radius: .25rem; white-space: pre-wrap;
  font: .85rem/1.45 ui-monospace, monospace; }
#controls { position: sticky; top: 0; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: .5rem 0;
  background: var(--back); border-bottom: 1px solid var(--line); }
#controls[hidden] { display: none; }
#controls input { flex: 1 1 12rem; min-width: 0; }
#controls input, #controls select, #controls button { font: inherit; padding: .4rem .6rem; color: inherit;
  background: var(--panel); border: 1px solid var(--line); border-radius: .25rem; max-width: 100%; }
#count, .kind, .now { color: var(--soft); font-weight: 400; }
.change { padding: .5rem 0; border-bottom: 1px solid var(--line); }
.change[hidden] { display: none; }
summary { cursor: pointer; }
.what { display: inline-block; min-width: 4.2rem; font-weight: 400; font-size: .85rem; color: var(--mark); }
.create .what { color: var(--ins); }
.delete .what { color: var(--del); }
.change > h2 { padding-left: 1.05rem; display: inline-block; }
ul { margin: .25rem 0 0; padding-left: 2.2rem; }
li { margin: .1rem 0; }
.place { color: var(--soft); }
.note { margin: .25rem 0 0 1.05rem; color: var(--mark); }
del { color: var(--del); background: var(--del-back); text-decoration: none; white-space: pre-wrap; }
ins { color: var(--ins); background: var(--ins-back); text-decoration: none; white-space: pre-wrap; }
.long { display: inline; }
.long > summary { display: inline-block; color: var(--soft); text-decoration: underline dotted; }
@media (max-width: 40rem) { body { padding: .75rem; } ul { padding-left: 1.2rem; } dl div { display: block; } dt { font-size: .85rem; }
  #controls input { flex-basis: 100%; } #controls select { flex: 1 1 4rem; min-width: 0; } #count { white-space: nowrap; } }
@media print {
  :root { --text: #000; --back: #fff; --soft: #444; --line: #bbb; --panel: #fff; --del: #900; --del-back: #fff;
    --ins: #060; --ins-back: #fff; --mark: #640; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  #controls { display: none; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  del { text-decoration: line-through; }
  h2, summary { break-after: avoid; }
}
`;
