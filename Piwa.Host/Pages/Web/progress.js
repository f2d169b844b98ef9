// Where a fleet stands, how its coordinator is, and what has happened last.
import { ask } from './api.js';
import { chart } from './chart.js';
import { eventTable } from './events.js';
import { ago, copied, count, decimal, duration, empty, facts, h, moment, panel, percent, renew, s, stale } from './html.js';

const height = 18;
const states = [
  ['committed', 'in the store'], ['agreed', 'on their way there'], ['checking', 'being checked'], ['leased', 'being made'],
  ['lapsed', 'lost by their node'], ['open', 'to make'],
];
const keyed = { class: 'units key', width: 12, height: 12, 'aria-hidden': 'true' };

export async function progress(page) {
  const lead = h('p', { class: 'lead' });
  const begin = h('div');
  const state = h('p', { class: 'lead', role: 'status' });
  const bar = unitBar();
  const numbers = h('div');
  const health = h('div');
  const rate = chart('Rate', 'assets/s', 'rate', pace);
  const present = chart('Nodes', 'nodes there', 'memory', value => value % 1 ? decimal(value) : count(value));
  const last = h('div');
  const about = h('div');
  page.main.replaceChildren(
    h('h1', {}, 'Fleet'), lead, begin,
    panel('Progress', state, bar.element, numbers),
    panel('Health', health),
    h('div', { class: 'columns' }, panel('Rate', rate.element), panel('Nodes', present.element)),
    panel('What has happened last', last),
    panel('What is made', about));
  let shownEvents = '', shownOrder = '', shownStart = '';
  await new Promise(first => page.repeat(1, async () => {
    try {
      const all = await ask('fleet', page.signal);
      const { status, order } = all;
      lead.textContent = `${count(order.assets)} assets in ${count(order.units)} units of ${count(order.shardAssets)}, into ${all.store}`;
      say(state, told(all));
      bar.update(status, order);
      renew(numbers, h('div', {}, status && numbersOf(all)));
      renew(health, h('div', {}, healthOf(all)));
      rate.update(all.samples.map(sample => [sample[0], sample[2]]));
      present.update(all.samples.map(sample => [sample[0], sample[3]]));

      // What does not change is left alone: focus and selection stay where they are.
      shownStart = fill(begin, shownStart, JSON.stringify([status?.nodes, all.coordinator]), () => status?.nodes === 0 ? how(all) : []);
      shownEvents = fill(last, shownEvents, JSON.stringify(all.events), () => happened(all.events));
      shownOrder = fill(about, shownOrder, JSON.stringify([order, all.operator]), () => [orderOf(all)]);
      return stale(all);
    } finally {
      first();
    }
  }));
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function fill(element, before, now, draw) {
  if (before !== now) element.replaceChildren(...draw());
  return now;
}

function told({ status, fault }) {
  if (!status) return 'The fleet has not been looked at yet.';
  if (fault) return 'It stood so when the database last answered.';
  if (status.committed === status.units) return 'All units are in the store.';
  if (status.nodes === 0) return 'No node has joined yet.';
  if (status.rateSeconds < 10) return 'Its rate shows in some seconds.';
  if (status.leftSeconds !== null) return `About ${duration(status.leftSeconds)} left at the rate of the last ${duration(status.rateSeconds)}.`;
  return status.present === 0 ? 'No node is there: none was heard of in two minutes.' : 'No unit has come into the store in the last minutes.';
}

/** What to do before there are nodes. */
const how = all => [empty('No node has joined yet. On each machine that is to work:', `piwa work --coordinator ${all.coordinator ?? 'ADDRESS'}`)];

const share = (part, whole) => whole === 0 ? '' : `${decimal(part / whole * 100, 1)} %`;

const pace = rate => decimal(rate, rate === 0 || rate >= 10 ? 0 : 2);

/** A time of another day has its day with it. */
const until = (ends, at) => `${ends.slice(0, 10) === at.slice(0, 10) ? ends.slice(11, 16) : moment(ends).slice(0, 16)} UTC`;

const numbersOf = ({ status, order, at }) => facts([
  ['units in the store', `${count(status.committed)} of ${count(status.units)}`],
  ['assets', `${count(status.assets)} of ${count(order.assets)}`],
  ['done', share(status.assets, order.assets)],
  ['now', `${pace(status.rate)} assets/s`],
  ['expected end', status.leftSeconds === null || status.committed === status.units ? '–' : until(status.ends, at)],
  ['nodes there', h('a', { href: '#/nodes?state=present' }, `${count(status.present)} of ${count(status.nodes)}`)],
  ['nodes barred', status.barred ? h('a', { href: '#/nodes?state=barred' }, count(status.barred)) : '0'],
]);

const well = fault => fault ? h('span', { class: 'bad' }, 'away') : h('span', { class: 'good' }, 'answers');

const healthOf = ({ health, status }) => [facts([
  ['the coordinator', health.isReady ? h('span', { class: 'good' }, 'ready') : h('span', { class: 'bad' }, health.stall ? `hangs: ${health.stall}` : 'waits')],
  ['database', well(health.databaseFault)],
  ['store', well(health.storeFault)],
  ['last unit into the store', health.committedSeconds !== null ? `${ago(health.committedSeconds)}${health.committedSeconds < 2 ? '' : ' ago'}`
    : (health.watchedSeconds ?? 0) < 2 ? 'none yet' : `none for ${ago(health.watchedSeconds)}`],
  ['samples that were alike', status?.sampled ? `${percent(status.equal, status.sampled)} of ${count(status.sampled)}` : 'none yet'],
], 'small'), health.reason && h('p', { class: 'below bad' }, health.reason)].filter(part => part);

const happened = events => events.length === 0
  ? [h('p', { class: 'lead' }, 'Nothing yet.')]
  : [eventTable(events), h('p', { class: 'below' }, h('a', { href: '#/events' }, 'All events'))];

const orderOf = ({ order, operator, coordinator }) => h('div', {},
  facts([
    ['preset', order.preset], ['rig', order.rig], ['seed', order.seed],
    ['views', `${order.views} of ${order.resolution} × ${order.resolution}`],
    coordinator && ['coordinator', coordinator],
  ], 'small'),
  h('dl', { class: 'rows below' }, copied('operator', operator)));

/** How many units are in which state: one bar, and what its colours are. */
function unitBar() {
  const element = s('svg', { class: 'units', role: 'img', height, 'aria-label': 'Units by state: not looked at yet' });
  const parts = states.map(([name]) => s('rect', { class: name, y: 0, height, width: 0 }));
  element.append(...parts);
  const legend = h('ul', { class: 'legend' });
  let shown = '';
  return {
    element: h('div', {}, element, legend),
    update(status, order) {
      const text = JSON.stringify(status && states.map(([name]) => status[name]));
      if (text === shown) return;
      shown = text;
      const counts = states.map(([name]) => name === 'leased' ? (status?.leased ?? 0) - (status?.lapsed ?? 0) : status?.[name] ?? 0);
      const whole = Math.max(order.units, 1);
      let at = 0;
      // Percent, so that it needs no drawing anew when the window changes.
      parts.forEach((part, i) => {
        part.setAttribute('x', `${at / whole * 100}%`);
        part.setAttribute('width', `${counts[i] / whole * 100}%`);
        at += counts[i];
      });
      const words = states.map(([, what], i) => `${count(counts[i])} ${what}`);
      element.setAttribute('aria-label', `Units: ${words.join(', ')}`);
      legend.replaceChildren(...states.map(([name, what], i) => [name, what, counts[i]]).filter(([name, , n]) => n > 0 || name !== 'lapsed')
        .map(([name, what, n]) => h('li', {}, s('svg', keyed, s('rect', { class: name, width: 12, height: 12 })), `${count(n)} ${what}`)));
    },
  };
}
