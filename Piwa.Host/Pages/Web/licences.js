// Licences: what there is, what it would cost, paying, and what one has.
import { addressOf, ask } from './api.js';
import { bytes, copier, count, empty, facts, h, moment, panel, table } from './html.js';
import { act, need, refresh, session } from './session.js';
import { payers } from './wallets.js';

const day = 86400;
const terms = [[day, '1 day'], [7 * day, '1 week'], [30 * day, '30 days'], [365 * day, '1 year']];
const purposes = [['evaluation', 'Evaluation', 'to see whether the data is of use'], ['research', 'Research', 'results are published, and nobody pays for models'], ['commercial', 'Commercial', 'anything, models that are sold included']];

/** Before the name of a preset, where data sets have names: these have no blanks. */
const ofPreset = 'preset ';

/** What was chosen, while one signs in. */
let kept = null;

export const amount = text => `${text} RENDER`;

/** Choosing data, its price, and the order. */
export async function licences(page) {
  await refresh(page.signal).catch(() => { });
  const market = await ask('trade', page.signal);
  const own = h('div');
  const form = market.datasets.length === 0
    ? empty('There is no data to license yet: it appears when shards are committed.')
    : chooser(page, market, () => load());
  page.main.replaceChildren(
    h('h1', {}, 'License data'),
    h('p', { class: 'lead' }, 'For a time, and a purpose; paid in RENDER. Every shard comes with hashes, and a program verifies each byte.'),
    form, own);
  let shown = '';
  const load = async () => {
    if (!session().wallet) return;
    const { orders } = await ask('trade/own', page.signal);
    const bought = orders.filter(order => order.kind === 'Licence');
    const text = JSON.stringify(bought);
    if (text === shown) return;
    shown = text;
    own.replaceChildren(...bought.length === 0 ? [] : [panel('Your licences and orders', h('div', { class: 'orders' }, bought.map(order => one(page, order))))]);
  };
  await load();
  page.repeat(3, load);
}

function chooser(page, market, ordered) {
  const presets = market.datasets.length > 1 ? [...new Set(market.datasets.map(set => set.preset))].sort() : [];
  const dataset = h('select', { id: 'dataset' }, h('option', { value: '' }, 'Everything'),
    presets.map(preset => h('option', { value: ofPreset + preset }, `All of preset ${preset}`)),
    market.datasets.map(set => h('option', { value: set.name }, `${set.name} (${count(set.assets)} assets, preset ${set.preset})`)));
  const from = h('input', { id: 'from', inputmode: 'numeric', size: '10', placeholder: '0' });
  const assets = h('input', { id: 'count', inputmode: 'numeric', size: '10', placeholder: 'all' });
  const term = h('select', { id: 'term' }, terms.map(([seconds, text]) => h('option', { value: seconds }, text)));
  const purpose = h('fieldset', {}, h('legend', {}, 'Purpose'), purposes.map(([value, name, what], i) => h('label', { class: 'choice' },
    h('input', { type: 'radio', name: 'purpose', value, checked: i === 1 }), h('span', {}, h('b', {}, name), ` ${what}`))));
  const price = h('output', { class: 'price', 'aria-live': 'polite' });
  const order = h('button', { type: 'submit', class: 'main', disabled: true }, 'Order');
  const range = h('div', { class: 'fields range' },
    h('div', {}, h('label', { for: 'from' }, 'From asset'), from), h('div', {}, h('label', { for: 'count' }, 'Assets'), assets));
  const isOne = () => dataset.value && !dataset.value.startsWith(ofPreset);
  const query = () => {
    const chosen = { seconds: term.value, purpose: purpose.querySelector(':checked').value };
    if (isOne()) chosen.dataset = dataset.value;
    else if (dataset.value) chosen.preset = dataset.value.slice(ofPreset.length);
    if (isOne() && from.value) chosen.from = from.value;
    if (isOne() && assets.value) chosen.assets = assets.value;
    return chosen;
  };
  let asked = 0;
  const quote = async () => {
    range.hidden = !isOne();
    const number = ++asked;
    try {
      const told = await ask(`trade/quote?${new URLSearchParams(query())}`, page.signal);
      if (number !== asked) return;
      price.replaceChildren(h('b', {}, amount(told.price)), ` for ${count(told.assets)} assets in ${told.shards === 1 ? 'a shard' : `${count(told.shards)} shards`}, ${bytes(told.bytes)}. Shards come whole.`);
      order.disabled = false;
    } catch (fault) {
      if (number !== asked || fault.name === 'AbortError') return;
      price.textContent = fault.message;
      order.disabled = true;
    }
  };
  const form = h('form', {
    class: 'panel buying', oninput: quote, onsubmit: async event => {
      event.preventDefault();
      const chosen = kept = query();
      if (!await need(page)) return;
      kept = null;
      order.disabled = true;
      try {
        await act('trade/orders', {
          kind: 'Licence', dataset: chosen.dataset ?? null, preset: chosen.preset ?? null, firstAsset: Number(chosen.from ?? 0), assets: chosen.assets ? Number(chosen.assets) : null,
          termSeconds: Number(chosen.seconds), purpose: chosen.purpose[0].toUpperCase() + chosen.purpose.slice(1),
        }, page.signal);
        await ordered();
        document.querySelector('.orders')?.scrollIntoView({ behavior: 'smooth' });
      } catch (fault) {
        price.textContent = fault.message;
      }
      order.disabled = false;
    },
  },
  h('div', { class: 'fields' }, h('div', {}, h('label', { for: 'dataset' }, 'Data'), dataset), h('div', {}, h('label', { for: 'term' }, 'For'), term)),
  range, purpose, h('div', { class: 'tools' }, price, order));
  if (kept) {
    [dataset.value, from.value, assets.value, term.value] = [kept.dataset ?? (kept.preset ? ofPreset + kept.preset : ''), kept.from ?? '', kept.assets ?? '', kept.seconds];
    purpose.querySelector(`[value=${kept.purpose}]`).checked = true;
  }
  quote();
  return form;
}

const states = { Open: 'waits for its payment', Done: 'licensed', Closed: 'closed' };

function one(page, order) {
  const isOver = order.endsAt && new Date(order.endsAt) < new Date();
  const state = order.isRevoked ? ['taken back', 'bad'] : order.state === 'Done' ? isOver ? ['over', ''] : ['licensed', 'good'] : [states[order.state], ''];
  const what = order.ranges.map(range => `${range.dataset}: ${count(range.assets)} assets, ${range.firstAsset} to ${range.lastAsset}`).join('; ');
  return h('article', { class: 'order', 'data-order': order.id },
    h('h3', {}, order.licence !== undefined ? `Licence ${order.licence}` : 'Order', ' ', h('span', { class: `state ${state[1]}` }, state[0])),
    facts([['data', what], ['purpose', order.purpose.toLowerCase()], ['price', amount(order.price)], order.endsAt && ['until', `${moment(order.endsAt)} UTC`],
      order.state === 'Done' && ['on chain', order.isMinted ? 'an NFT in your wallet' : 'on its way'], order.why && ['why', order.why]], 'small'),
    order.state === 'Open' && payment(page, order),
    order.state === 'Done' && !isOver && !order.isRevoked && download(page, order));
}

/** How an order is paid: by a wallet of the browser, or anywhere else. */
export function payment(page, order) {
  const said = h('p', { class: 'said', role: 'status' }, order.paid !== '0' ? `${amount(order.paid)} came; the rest is waited for until ${moment(order.validUntil)} UTC.` : `Good until ${moment(order.validUntil)} UTC.`);
  const link = h('code', { class: 'hash' }, order.payUri);
  return h('div', { class: 'paying' },
    h('div', { class: 'tools' },
      payers().map(wallet => h('button', {
        type: 'button', class: 'main', onclick: async event => {
          event.target.disabled = true;
          said.className = 'said';
          said.textContent = `${wallet.name} is asked …`;
          try {
            const { address, pay } = await wallet.connect();
            const { transaction } = await act(`trade/orders/${order.id}/transaction`, { payer: address }, page.signal);
            await pay(Uint8Array.from(atob(transaction), letter => letter.charCodeAt(0)));
            said.textContent = 'Sent. It counts once the chain has it for good.';
          } catch (fault) {
            said.className = 'said bad';
            said.textContent = fault.message;
            event.target.disabled = false;
          }
        },
      }, `Pay with ${wallet.name}`)),
      h('a', { class: 'button', href: order.payUri }, 'Open a wallet')),
    h('details', {}, h('summary', {}, 'Pay from elsewhere'),
      facts([['to', order.payTo], ['amount', amount(order.price)], ['reference', order.id]], 'small'),
      h('p', {}, link, ' ', copier('link', order.payUri, link))),
    said);
}

function download(page, order) {
  const said = h('p', { class: 'said', role: 'status' });
  return h('div', {},
    h('div', { class: 'tools' },
      h('a', { class: 'button', href: addressOf(`trade/licences/${order.id}/licence.json`), download: 'licence.json' }, 'Save the licence'),
      h('button', {
        type: 'button', onclick: async () => {
          try {
            const { token } = await act(`trade/licences/${order.id}/token`, { seconds: day }, page.signal);
            const text = h('code', { class: 'hash' }, token);
            said.replaceChildren('Good for a day; whoever has it reads the data: ', text, ' ', copier('token', token, text));
          } catch (fault) {
            said.textContent = fault.message;
          }
        },
      }, 'Make a token')),
    h('p', { class: 'lead' }, 'To download: ', h('code', {}, `piwa fetch ${location.origin} --licence licence.json --dataset ${order.ranges[0].dataset} --out ${order.ranges[0].dataset}`)),
    said);
}

/** A list that scrolls within itself. */
export const listed = (label, heads, rows) => table(label,
  h('thead', {}, h('tr', {}, heads.map(([name, kind]) => h('th', { scope: 'col', class: kind }, name)))),
  h('tbody', {}, rows));
