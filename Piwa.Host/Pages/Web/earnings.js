// What a wallet has earned, and what was sent to it, with proofs.
import { addressOf, ask } from './api.js';
import { empty, facts, h, moment, panel } from './html.js';
import { amount, listed } from './licences.js';
import { need } from './session.js';

const kinds = { NodeHeldBack: 'of a node, held back', NodePayable: 'of a node', StakerPayable: 'of a staker', UploaderPayable: 'of an uploader', LabellerPayable: 'of a labeller' };
const causes = { Return: 'payment that was not taken', Surplus: 'paid above the price', Refund: 'licence that was taken back', Stake: 'stake', Node: 'earned as a node', Staker: 'earned as a staker', Uploader: 'earned as an uploader', Labeller: 'earned as a labeller' };

export async function earnings(page) {
  if (!await need(page)) return;
  const list = h('div');
  page.main.replaceChildren(h('h1', {}, 'Earnings and payouts'), h('p', { class: 'lead' }, 'Earned when an epoch is closed; sent by itself, if it is enough. Each payout stands in a tree on chain, with a proof.'), list);
  let shown = '';
  const load = async () => {
    const own = await ask('trade/own', page.signal);
    const text = JSON.stringify([own.earnings, own.payouts]);
    if (text === shown) return;
    shown = text;
    list.replaceChildren(
      panel('Not sent yet', own.earnings.length === 0 ? h('p', {}, 'Nothing is waiting here.') : facts(own.earnings.map(each => [kinds[each.kind] ?? each.kind, amount(each.amount)]))),
      own.payouts.length === 0 ? empty('Nothing was sent to this wallet yet.') : panel('Payouts', listed('Payouts', [['since', ''], ['for', ''], ['amount', 'number'], ['state', ''], ['proof', '']], own.payouts.map(row))));
  };
  await load();
  page.repeat(5, load);
}

const row = payout => h('tr', {},
  h('td', {}, `${moment(payout.at)} UTC`),
  h('td', {}, causes[payout.cause] ?? payout.cause),
  h('td', { class: 'number' }, amount(payout.amount)),
  h('td', { class: payout.trouble ? 'bad' : payout.isPaid ? 'good' : '', title: payout.trouble }, payout.trouble ? 'cannot be sent: ask the operator' : payout.isPaid ? 'sent' : 'on its way'),
  h('td', {}, payout.isPaid && h('a', { href: addressOf(`trade/payouts/proof?key=${encodeURIComponent(payout.key)}`), download: 'payout.json' }, 'Save')));
