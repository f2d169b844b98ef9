// The nodes of a fleet: sorted, searched, a hundred at a time.
import { ask } from './api.js';
import { ago, copier, count, empty, h, pager, percent, stale, table } from './html.js';

const size = 100;
const columns = [
  ['wallet', 'node'], ['device', 'device'], ['seen', 'seen', 'number'], ['leases', 'leases', 'number'], ['units', 'units', 'number'],
  ['assets', 'assets', 'number'], ['accuracy', 'accuracy', 'number'], ['sampled', 'samples', 'number'], ['checks', 'checks', 'number'],
  ['lapsed', 'lapsed', 'number'], ['strikes', 'strikes', 'number'], ['stake', 'stake', 'number'],
];
const choices = [['', 'All'], ['present', 'There'], ['away', 'Away'], ['barred', 'Barred']];

export async function nodes(page, _, query) {
  const asked = { search: '', state: query.get('state') ?? '', sort: 'units', order: 'descending', offset: 0 };
  const heads = columns.map(([key, name, kind]) => head(key, name, kind, () => {
    asked.order = asked.sort === key && asked.order === 'descending' ? 'ascending' : 'descending';
    asked.sort = key;
    return load(0);
  }));
  const body = h('tbody');
  const turns = h('div');
  const rows = h('div', { class: 'panel', hidden: true }, table('Nodes', h('thead', {}, h('tr', {}, heads.map(one => one.element))), body));
  const nothing = h('div');
  const search = h('input', {
    id: 'search', type: 'search', size: '24', maxlength: '100', placeholder: 'wallet, device, why barred', oninput: later(() => {
      asked.search = search.value;
      return load(0);
    }),
  });
  const select = h('select', { id: 'state', onchange: () => { asked.state = select.value; load(0); } },
    choices.map(([value, name]) => h('option', { value, selected: value === asked.state }, name)));
  page.main.replaceChildren(
    h('h1', {}, 'Nodes'),
    h('p', { class: 'lead' }, 'Accuracy is the share of assets that others have made again and found alike. Those who choose a node to stake with choose by it.'),
    h('form', { class: 'tools', role: 'search', onsubmit: event => event.preventDefault() },
      h('span', { class: 'pair' }, h('label', { for: 'search' }, 'Search'), search), h('span', { class: 'pair' }, h('label', { for: 'state' }, 'Show'), select)),
    turns, rows, nothing);

  const known = new Map();
  let shown = '';
  let turn = 0;
  const load = async offset => {
    if (offset !== undefined) asked.offset = offset;
    // Of two answers that come at once the later question's counts.
    const mine = ++turn;
    const found = await ask(`fleet/nodes?${new URLSearchParams({ ...asked, count: size })}`, page.signal);
    if (mine !== turn) return undefined;
    if (found.total > 0 && asked.offset >= found.total) return load(0);
    draw(found);
    return stale(found);
  };
  const draw = found => {
    heads.forEach(one => one.update(asked));
    rows.hidden = found.total === 0;
    const list = found.nodes.map(node => {
      const row = known.get(node.wallet) ?? rowOf(node);
      row.update(node);
      known.set(node.wallet, row);
      return row;
    });
    const wanted = list.flatMap(row => row.elements());
    if (wanted.length !== body.children.length || wanted.some((element, i) => element !== body.children[i])) body.replaceChildren(...wanted);
    const text = JSON.stringify([asked.offset, found.total, found.all]);
    if (text === shown) return;
    shown = text;
    const focused = turns.contains(document.activeElement);
    turns.replaceChildren(found.total > 0 ? pager(asked.offset, size, found.total, load, ['Before', 'Next']) : '');
    if (focused) turns.querySelector('button:not(:disabled)')?.focus();
    nothing.replaceChildren(...(found.total > 0 ? [] : [found.all === 0
      ? empty('No node has joined yet. On each machine that is to work:', 'piwa work --coordinator ADDRESS')
      : empty('No node is like that.')]));
  };
  await load();
  page.repeat(2, () => load());
}

/** Waits for a pause in what is typed. */
function later(work) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => work().catch(() => { }), 200);
  };
}

/** A heading that sorts. */
function head(key, name, kind, sort) {
  const mark = h('span', { 'aria-hidden': 'true' });
  const element = h('th', { scope: 'col', class: kind }, h('button', { type: 'button', class: 'sort', onclick: () => sort().catch(() => { }) }, name, mark));
  return {
    element,
    update(asked) {
      const is = asked.sort === key;
      if (is) element.setAttribute('aria-sort', asked.order);
      else element.removeAttribute('aria-sort');
      mark.textContent = is ? (asked.order === 'ascending' ? '▲' : '▼') : '';
    },
  };
}

/** A node's row, which is changed in its place: focus and selection stay. */
function rowOf({ wallet }) {
  const short = h('span', { class: 'hash', title: wallet }, `${wallet.slice(0, 6)}…${wallet.slice(-4)}`);
  const cells = columns.slice(1).map(([, , kind]) => h('td', { class: kind }));
  const element = h('tr', {}, h('td', {}, h('div', { class: 'wallet' }, short, copier(`wallet ${wallet}`, wallet, short))), cells);
  const why = h('td', { class: 'why bad', colspan: columns.length });
  const bar = h('tr', { class: 'reason' }, why);
  let isBarred = false;
  return {
    elements: () => isBarred ? [element, bar] : [element],
    update(node) {
      isBarred = node.barred !== null;
      element.className = isBarred ? 'above' : node.state === 'away' ? 'soft' : '';
      set(why, isBarred ? `barred: ${node.barred}` : '');
      [
        node.device, ago(node.seenSeconds), count(node.leases), count(node.units), count(node.assets), node.accuracy === null ? '–' : percent(node.equal, node.sampled),
        count(node.sampled), count(node.checks), count(node.lapsed), count(node.strikes), node.stake.toLocaleString('en-US', { maximumFractionDigits: 2 }),
      ].forEach((text, i) => set(cells[i], text));
      cells[0].title = node.device;
      cells[5].className = node.equal < node.sampled ? 'number bad' : 'number';
      cells[9].className = node.strikes > 0 ? 'number bad' : 'number';
    },
  };
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
