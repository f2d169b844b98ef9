// What has happened in a fleet: nodes that joined, strikes, quarrels, what the operator has said.
import { ask } from './api.js';
import { count, empty, h, moment, pager, stale, table } from './html.js';

const size = 50;
const bad = new Set(['strike', 'disagreed', 'not stored']);

export async function events(page) {
  const list = h('div');
  page.main.replaceChildren(
    h('h1', {}, 'Events'),
    h('p', { class: 'lead' }, 'What happened last comes first. All of it stands in the table ', h('code', {}, 'audit'), ' of the database.'), list);
  let offset = 0;
  let shown = '';
  const load = async () => {
    const found = await ask(`fleet/events?offset=${offset}&count=${size}`, page.signal);
    const text = JSON.stringify([offset, found.events, found.total]);
    if (text !== shown) {
      shown = text;
      list.replaceChildren(...(found.total === 0
        ? [empty('Nothing has happened yet.')]
        : [pager(offset, size, found.total, async next => { offset = next; await load(); list.querySelector('button:not(:disabled)')?.focus(); }),
          h('div', { class: 'panel' }, eventTable(found.events))]));
    }
    return stale(found);
  };
  await load();
  page.repeat(2, load);
}

/** Events as a table. */
export const eventTable = found => table('Events',
  h('thead', {}, h('tr', {}, ['when (UTC)', 'what', 'node', 'unit', 'more'].map(name => h('th', { scope: 'col', class: name === 'unit' && 'number' }, name)))),
  h('tbody', {}, found.map(one => h('tr', {},
    h('td', {}, moment(one.at)),
    h('td', { class: bad.has(one.what) && 'bad' }, one.what),
    h('td', {}, one.node && h('span', { class: 'hash', title: one.node }, `${one.node.slice(0, 6)}…${one.node.slice(-4)}`)),
    h('td', { class: 'number' }, one.unit === null ? '' : count(one.unit)),
    h('td', { class: 'wrap' }, one.detail)))));
