// Nodes, what stakers choose them by, and one's own stakes.
import { ask } from './api.js';
import { bytes, count, decimal, duration, empty, h, moment, panel, percent } from './html.js';
import { amount, listed, payment } from './licences.js';
import { act, need, refresh, session, shortOf } from './session.js';

export async function stakes(page) {
  await refresh(page.signal).catch(() => { });
  const all = h('div');
  const own = h('div');
  page.main.replaceChildren(
    h('h1', {}, 'Nodes and stakes'),
    h('p', { class: 'lead' }, 'Stakers get a part of what their node earns, by what they had staked when the epoch began. Whoever finds a node bad moves on, at once.'),
    own, all);
  let shown = '';
  const load = async () => {
    const told = await ask('trade/nodes', page.signal);
    const mine = session().wallet ? await ask('trade/own', page.signal) : null;
    const text = JSON.stringify([told, mine?.stakes, mine?.unstakes, mine?.orders]);
    if (text === shown || own.contains(document.activeElement) && document.activeElement.matches('input')) return;
    shown = text;
    all.replaceChildren(nodesOf(page, told, load));
    own.replaceChildren(...mine ? [...ordersOf(page, mine), ...stakesOf(page, mine, told, load)] : []);
  };
  await load();
  page.repeat(5, load);
}

function nodesOf(page, told, changed) {
  const left = Math.max(0, (new Date(told.epochEnds) - Date.now()) / 1000);
  const note = h('p', { class: 'lead' }, `Epoch ${told.epoch}, ${left > 0 ? `over in ${left > 172800 ? `${Math.floor(left / 86400)} days` : duration(left)}` : 'about to be closed'}. At most ${amount(told.cap)} are staked with a node.`);
  if (told.nodes.length === 0) return panel('Nodes', note, empty('No node has made anything yet, or has a stake.'));
  const heads = [['node', ''], ['verified', 'number'], ['assets', 'number'], ['new', 'number'], ['uptime', 'number'], ['bandwidth', 'number'], ['compute', 'number'], ['stake', 'number'], ['earned', 'number'], ['to stakers', 'number'], ['held back', 'number'], ['', '']];
  return panel('Nodes', note, listed('Nodes', heads, told.nodes.map(node => h('tr', { class: node.barred || node.caught ? 'faulty' : null },
    h('td', { class: 'hash', title: node.node }, shortOf(node.node), node.caught > 0 && h('span', { class: 'bad' }, ` caught ${node.caught}×`), node.barred && h('span', { class: 'bad', title: node.barred }, ' barred')),
    number(node.sampled ? `${percent(node.equal, node.sampled)} of ${count(node.sampled)}` : '–'),
    number(count(node.assets)), number(count(node.newAssets)),
    number(node.uptime === null ? '–' : `${decimal(node.uptime * 100)} %`),
    number(node.bytesPerSecond === null ? '–' : `${bytes(node.bytesPerSecond)}/s`),
    number(node.assetsPerSecond === null ? '–' : `${decimal(node.assetsPerSecond)}/s`),
    number(node.stake), number(node.earned), number(node.toStakers), number(node.heldBack),
    h('td', {}, stakeForm(page, node.node, changed))))));
}

const number = text => h('td', { class: 'number' }, text);

function stakeForm(page, node, changed) {
  const much = h('input', { size: '7', inputmode: 'decimal', placeholder: 'RENDER', 'aria-label': `Stake with ${node}, in RENDER`, pattern: '\\d+(\\.\\d{1,8})?', required: true });
  return h('form', {
    class: 'inline', onsubmit: async event => {
      event.preventDefault();
      if (!await need(page)) return;
      try {
        await act('trade/orders', { kind: 'Stake', node, amount: much.value }, page.signal);
        much.value = '';
        much.blur();
        page.say(null);
        await changed();
        scrollTo(0, 0);
      } catch (fault) {
        page.say(fault.message);
      }
    },
  }, much, h('button', {}, 'Stake'));
}

const ordersOf = (page, mine) => mine.orders.filter(order => order.kind === 'Stake' && order.state === 'Open').map(order =>
  panel(`Stake ${amount(order.price)} with ${shortOf(order.node)}`, h('p', {}, 'It counts once it is paid.'), payment(page, order)));

function stakesOf(page, mine, told, changed) {
  const parts = [];
  const closed = mine.orders.find(order => order.kind === 'Stake' && order.state === 'Closed' && order.paid !== '0');
  if (closed) parts.push(h('p', { class: 'panel bad' }, `A stake of ${amount(closed.price)} was not taken: ${closed.why}`));
  if (mine.stakes.length) {
    parts.push(panel('Your stakes', listed('Your stakes', [['node', ''], ['staked', 'number'], ['', '']], mine.stakes.map(stake => h('tr', {},
      h('td', { class: 'hash', title: stake.node }, shortOf(stake.node)), number(stake.amount), h('td', {}, moveForm(page, stake, told, changed)))))));
  }
  if (mine.unstakes.length) {
    parts.push(panel('Taken back', listed('Taken back', [['from', ''], ['amount', 'number'], ['sent from', '']], mine.unstakes.map(waiting => h('tr', {},
      h('td', { class: 'hash', title: waiting.node }, shortOf(waiting.node)), number(waiting.amount), h('td', {}, `${moment(waiting.releasedAt)} UTC`))))));
  }
  return parts;
}

function moveForm(page, stake, told, changed) {
  const much = h('input', { size: '7', inputmode: 'decimal', value: stake.amount, 'aria-label': `How much of the stake with ${stake.node}`, pattern: '\\d+(\\.\\d{1,8})?', required: true });
  const to = h('select', { 'aria-label': 'Where to' }, h('option', { value: '' }, 'back to me'),
    told.nodes.filter(node => node.node !== stake.node).map(node => h('option', { value: node.node }, `to ${shortOf(node.node)}`)));
  return h('form', {
    class: 'inline', onsubmit: async event => {
      event.preventDefault();
      const body = { key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, node: stake.node, amount: much.value, to: to.value || null };
      try {
        await act(to.value ? 'trade/restakes' : 'trade/unstakes', body, page.signal);
        page.say(null);
        much.blur();
        await changed();
      } catch (fault) {
        page.say(fault.message);
      }
    },
  }, much, to, h('button', {}, 'Move'));
}
