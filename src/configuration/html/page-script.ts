/**
 * What a report does in a browser: finds objects by words and kind, unfolds, and unfolds all for paper. Plain text, since it
 * stands in the page as it is; it makes no markup of what it finds.
 */
export const PAGE_SCRIPT = `
(() => {
  const byId = (id) => document.getElementById(id);
  const controls = byId('controls');
  if (!controls) return;
  controls.hidden = false;
  const changes = [...document.querySelectorAll('.change')].map((element) => ({
    element,
    kind: element.dataset.kind,
    text: element.textContent.toLowerCase(),
  }));
  const [words, kind, count, unfold] = ['words', 'kind', 'count', 'unfold'].map(byId);
  const find = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let found = 0;
    for (const change of changes) {
      const fits =
        (kind.value === '' || change.kind === kind.value) && wanted.every((word) => change.text.includes(word));
      change.element.hidden = !fits;
      if (fits) found += 1;
    }
    count.textContent = found + ' of ' + changes.length;
    byId('nothing').hidden = found > 0;
  };
  const setAll = (open) => {
    for (const details of document.querySelectorAll('details')) details.open = open;
    unfold.textContent = open ? 'Fold all' : 'Unfold all';
  };
  controls.addEventListener('submit', (event) => event.preventDefault());
  words.addEventListener('input', find);
  kind.addEventListener('change', find);
  unfold.addEventListener('click', () => setAll(unfold.textContent === 'Unfold all'));
  addEventListener('beforeprint', () => setAll(true));
  find();
})();
`;
