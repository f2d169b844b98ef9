// The assets that could not be made.
import { ask } from './api.js';
import { bytes, count, empty, h, pager, table } from './html.js';

const size = 50;

export async function letters(page) {
  const list = h('div');
  page.main.replaceChildren(h('h1', {}, 'Dead letters'), h('p', { class: 'lead' },
    'Assets that could not be made, with the reason. ', h('code', {}, 'piwa replay'), ' makes them again.'), list);
  let offset = 0;
  let shown = '';
  const load = async () => {
    const dataset = (await ask('overview', page.signal)).dataset;
    const found = dataset ? await ask(`dead-letters?offset=${offset}&count=${size}`, page.signal) : { letters: [], total: 0 };
    const text = JSON.stringify([offset, found]);
    if (text === shown) return;
    shown = text;
    list.replaceChildren(...(found.total === 0
      ? [empty('There are none: every asset so far could be made.')]
      : [pager(offset, size, found.total, async next => { offset = next; await load(); list.querySelector('button:not(:disabled)')?.focus(); }),
        h('div', { class: 'panel' }, rows(found.letters))]));
  };
  await load();
  page.repeat(5, load);
}

const rows = found => table('Dead letters',
  h('thead', {}, h('tr', {}, h('th', { scope: 'col', class: 'number' }, 'asset'), h('th', { scope: 'col' }, 'stage'),
    h('th', { scope: 'col' }, 'reason'), h('th', { scope: 'col', class: 'number' }, 'recipe'))),
  h('tbody', {}, found.map(letter => h('tr', {},
    h('td', { class: 'number' }, count(Number(letter.index))),
    h('td', {}, letter.stage),
    h('td', { class: 'wrap' }, letter.reason),
    h('td', { class: 'number' }, bytes(letter.recipeBytes))))));
