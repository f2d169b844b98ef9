// The data set as a whole, and the run that makes it.
import { ask } from './api.js';
import { chart } from './chart.js';
import { graph } from './graph.js';
import { bytes, count, decimal, duration, empty, facts, h, panel } from './html.js';

const chains = { mint: 'a compressed NFT each', anchor: 'the root of each shard', both: 'compressed NFTs, and roots of shards' };

export async function overview(page) {
  const heading = h('h1', {}, 'Overview');
  const lead = h('p', { class: 'lead' });
  const now = h('div');
  const rest = h('div');
  page.main.replaceChildren(heading, lead, now, rest);
  let shown = '';
  let live = null;
  await new Promise(first => page.repeat(1, async () => {
    try {
      const all = await ask('overview', page.signal);
      lead.textContent = all.directory;
      // What does not change is left alone: focus and selection stay where they are.
      if (!live !== !all.run) {
        live = all.run ? runPanels() : null;
        now.replaceChildren(...(live?.elements ?? []));
      }
      const text = JSON.stringify([all.dataset, !all.run]);
      if (text !== shown) {
        shown = text;
        rest.replaceChildren(...still(all));
      }
      live?.update(all.run);
    } finally {
      first();
    }
  }));
}

function still({ dataset, run, directory }) {
  if (!dataset) return run ? [] : [empty('There is no data set here yet. Make one:', `piwa generate --out ${directory} --page`)];
  const campaign = dataset.campaign;
  const nothing = dataset.shards === 0 && !run
    ? empty('No shard is committed yet. The run that makes the data set goes on with:', `piwa generate --out ${directory} --page`) : null;
  return [
    nothing,
    panel('Data set',
      facts([
        ['assets', count(dataset.assets)],
        ['shards', count(dataset.shards)],
        ['on disk', bytes(dataset.bytes)],
        ['an asset', dataset.assets ? bytes(dataset.bytes / dataset.assets) : '0 B'],
        ['dead letters', dataset.deadLetters ? h('a', { href: '#/dead-letters' }, count(dataset.deadLetters)) : '0'],
      ])),
    panel('Campaign',
      facts([
        ['preset', campaign.preset],
        ['rig', campaign.rig],
        ['seed', campaign.seed],
        ['views', `${campaign.views} of ${campaign.resolution} × ${campaign.resolution}`],
        ['channels', campaign.channels.replaceAll(',', ', ')],
        ['triangles aimed at', count(campaign.targetTriangles)],
        ['assets in a shard', count(campaign.shardAssets)],
        ['generator', String(campaign.generator)],
        campaign.twins && ['twins', campaign.twins],
        ['labels', campaign.labels ? 'yes' : 'no'],
        ['on the ledger', chains[campaign.chain]],
        dataset.devices.length > 0 && ['made on', dataset.devices.join('; ')],
        dataset.wallets.length > 0 && ['owned by', h('span', { class: 'hash' }, dataset.wallets.join(' '))],
      ], 'small')),
    run ? null : h('p', { class: 'lead' }, 'No run is in this process. With ', h('code', {}, 'piwa generate --page'),
      ' the graph of the run, its queues, rates and memory are here.'),
  ].filter(part => part);
}

/** The parts of the page that change every second. */
function runPanels() {
  const state = h('p', { class: 'lead', role: 'status' });
  const bar = h('progress', { max: '1', value: '0', 'aria-label': 'Assets made of those planned' });
  const numbers = h('div');
  const stages = graph();
  const rate = chart('Rate', 'assets/s', 'rate', value => decimal(value));
  const memory = chart('Memory', 'of the process', 'memory', bytes);
  return {
    elements: [
      panel('Run', state, bar, numbers),
      panel('Graph', h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Graph of the stages' }, stages.element)),
      h('div', { class: 'columns' }, panel('Rate', rate.element), panel('Memory', memory.element)),
    ],
    update(run) {
      const left = run.rate > 0 ? `, about ${duration((run.planned - run.made) / run.rate)} left` : '';
      const text = run.isStopping ? 'Stopping: what is under way is let go.'
        : run.waiting ? `Waiting: ${run.waiting}`
          : run.made >= run.planned ? 'All is made; the last shards go on the ledger.' : `Running for ${duration(run.seconds)}${left}.`;
      if (state.textContent !== text) state.textContent = text;
      bar.value = run.planned ? run.made / run.planned : 1;
      numbers.replaceChildren(facts([
        ['made', `${count(run.made)} of ${count(run.planned)}`],
        ['now', `${decimal(run.rate)} assets/s`],
        ['in all', `${decimal(run.made / Math.max(run.seconds, 0.001))} assets/s`],
        ['on the ledger', count(run.completed)],
        ['shards', `${count(run.shards)}, ${bytes(run.bytes)}`],
        ['shards to mint', count(run.unmintedShards)],
        run.deadLetters > 0 && ['dead letters', count(run.deadLetters)],
        run.deviceLosses > 0 && ['device lost', `${run.deviceLosses} times; last: ${run.lastDeviceLoss}`],
      ]));
      stages.update(run);
      rate.update(run.samples.map(sample => [sample[0], sample[2]]));
      memory.update(run.samples.map(sample => [sample[0], sample[3]]));
    },
  };
}
