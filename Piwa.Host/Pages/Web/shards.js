// The shards as the manifest has them.
import { ask, proofOf } from './api.js';
import { bytes, count, empty, h, pager, table } from './html.js';

const size = 50;
const columns = ['assets', 'made', 'dead', 'size', 'BLAKE3 of the file', 'Merkle root', 'committed', 'made on', 'proof of render'];
const numbers = new Set(['made', 'dead', 'size']);

export async function shards(page) {
  const list = h('div');
  page.main.replaceChildren(h('h1', {}, 'Shards'), h('p', { class: 'lead' }, 'The one that was committed last comes first.'), list);
  let offset = 0;
  let shown = '';
  const load = async () => {
    const dataset = (await ask('overview', page.signal)).dataset;
    const found = dataset ? await ask(`shards?offset=${offset}&count=${size}`, page.signal) : { shards: [], total: 0 };
    const text = JSON.stringify([offset, found]);
    if (text === shown) return;
    shown = text;
    list.replaceChildren(...(found.total === 0
      ? [empty('No shard is committed yet. To begin, or to go on:', 'piwa generate --page')]
      : [pager(offset, size, found.total, async next => { offset = next; await load(); list.querySelector('button:not(:disabled)')?.focus(); }),
        h('div', { class: 'panel' }, rows(found.shards))]));
  };
  await load();
  page.repeat(5, load);
}

const short = hash => h('span', { class: 'hash', title: hash }, `${hash.slice(0, 12)}…`);

const rows = found => table('Shards',
  h('thead', {}, h('tr', {}, columns.map(name => h('th', { scope: 'col', class: numbers.has(name) && 'number' }, name)))),
  h('tbody', {}, found.map(shard => h('tr', {},
    h('td', {}, h('a', { href: `#/assets?index=${shard.first}-${shard.last}` }, `${shard.first} to ${shard.last}`)),
    h('td', { class: 'number' }, count(shard.rows)),
    h('td', { class: 'number' }, shard.dead ? h('a', { href: '#/dead-letters' }, count(shard.dead)) : '0'),
    h('td', { class: 'number' }, bytes(shard.bytes)),
    h('td', {}, short(shard.blake3)),
    h('td', {}, short(shard.root)),
    h('td', {}, shard.time ? shard.time.slice(0, 19).replace('T', ' ') : ''),
    h('td', {}, shard.device),
    h('td', {}, shard.isSigned ? h('a', { href: proofOf(shard.first) }, 'save') : 'not signed')))));
