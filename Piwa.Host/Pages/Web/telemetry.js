// What the node says of itself, post by post.
import { ask } from './api.js';
import { bytes, count, decimal, duration, empty, facts, h, pager, panel, table } from './html.js';

const size = 50;
const columns = ['post', 'until (UTC)', 'up', 'waiting', 'assets', 'dead', 'assets/s', 'written', 'written/s', 'assets in all', 'device', 'check'];
const numbers = new Set(['up', 'waiting', 'assets', 'dead', 'assets/s', 'written', 'written/s', 'assets in all']);

export async function telemetry(page) {
  const list = h('div');
  page.main.replaceChildren(h('h1', {}, 'Telemetry'), h('p', { class: 'lead' },
    'What the node posts of itself, signed by its wallet. That the ledger has it, ', h('code', {}, 'piwa telemetry'), ' checks.'), list);
  let offset = 0;
  let shown = '';
  const load = async () => {
    const dataset = (await ask('overview', page.signal)).dataset;
    const found = dataset ? await ask(`telemetry?offset=${offset}&count=${size}`, page.signal) : { posts: [], total: 0, findings: [] };
    const text = JSON.stringify([offset, found]);
    if (text === shown) return;
    shown = text;
    list.replaceChildren(...[
      found.findings.length > 0 && panel('Wrong', h('ul', { class: 'bad' }, found.findings.slice(0, size).map(finding => h('li', {}, finding)))),
      found.total === 0
        ? empty('There are no posts. A run posts when it begins, every 12 hours, and when it ends:', 'piwa generate --page')
        : [offset === 0 && latest(found.posts[0]),
          pager(offset, size, found.total, async next => { offset = next; await load(); list.querySelector('button:not(:disabled)')?.focus(); }),
          h('div', { class: 'panel' }, rows(found.posts))],
    ].flat().filter(part => part));
  };
  await load();
  page.repeat(5, load);
}

const rate = post => post.assetsPerSecond === null ? '' : decimal(post.assetsPerSecond);

const written = counts => counts.shardBytes + counts.ledgerBytes;

const time = text => text.slice(0, 19).replace('T', ' ');

const check = post => post.findings.length > 0
  ? h('span', { class: 'bad', title: post.findings.join('; ') }, post.isSigned ? 'wrong' : 'not signed')
  : h('span', { class: 'good' }, 'signed');

/** The last post in full. */
const latest = post => panel(`Post ${post.number}`, facts([
  ['posted', `${time(post.to)} UTC`],
  ['up', `${duration(post.upSeconds)} of ${duration(post.periodSeconds)}`],
  ['assets in all', count(post.all.assets)],
  ['dead letters in all', count(post.all.deadLetters)],
  ['shards in all', count(post.all.shards)],
  ['written in all', bytes(written(post.all))],
  ['computes on', `${post.device}, ${count(post.cores)} cores`],
  ['stages busy', Object.entries(post.busySeconds).map(([stage, seconds]) => `${stage} ${duration(seconds)}`).join(', ') || 'not in this period'],
  ['wallet', h('span', { class: 'hash' }, post.wallet)],
], 'small'));

const rows = posts => table('Posts',
  h('thead', {}, h('tr', {}, columns.map(name => h('th', { scope: 'col', class: numbers.has(name) && 'number' }, name)))),
  h('tbody', {}, posts.map(post => h('tr', {},
    h('td', {}, `${post.number} ${post.occasion}`),
    h('td', {}, time(post.to)),
    h('td', { class: 'number' }, duration(post.upSeconds)),
    h('td', { class: 'number' }, duration(post.waitingSeconds)),
    h('td', { class: 'number' }, count(post.period.assets)),
    h('td', { class: 'number' }, count(post.period.deadLetters)),
    h('td', { class: 'number' }, rate(post)),
    h('td', { class: 'number' }, bytes(written(post.period))),
    h('td', { class: 'number' }, post.bytesPerSecond === null ? '' : bytes(post.bytesPerSecond)),
    h('td', { class: 'number' }, count(post.all.assets)),
    h('td', {}, post.device),
    h('td', {}, check(post))))));
