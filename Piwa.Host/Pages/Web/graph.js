// The graph of a run: each stage a node, its queue and rate on the link before it, the bottleneck marked.
import { count, decimal, s } from './html.js';

const width = 132, height = 84, gap = 62, top = 26;
const does = { admit: 'takes a lease', generate: 'meshes', render: 'views', seal: 'hash, pack', shard: 'Parquet', mint: 'ledger' };

export function graph() {
  const element = s('svg', { class: 'graph', role: 'img', 'aria-label': 'The stages of the run' });
  let nodes = null;
  return {
    element,
    update(run) {
      const stages = [
        { name: 'admit', assets: run.admitted, rate: run.admittedRate, load: 0, parallelism: 1, capacity: 0, waiting: 0 },
        ...run.stages,
      ];
      if (nodes?.length !== stages.length) {
        nodes = stages.map((stage, i) => node(stage.name, i));
        const all = stages.length * (width + gap) - gap + 4;
        element.setAttribute('viewBox', `0 0 ${all} ${top + height + 12}`);
        element.replaceChildren(...nodes.map(one => one.element));
      }
      stages.forEach((stage, i) => nodes[i].update(stage, i, stage.name === run.bottleneck));
      element.setAttribute('aria-label', describe(stages, run.bottleneck));
    },
  };
}

function describe(stages, bottleneck) {
  const parts = stages.slice(1).map(stage =>
    `${stage.name}: ${stage.waiting} waiting, ${decimal(stage.rate)} assets a second, ${Math.round(stage.load * 100)} % busy`);
  return `Stages of the run. ${parts.join('; ')}. ${bottleneck ? `The bottleneck is ${bottleneck}.` : 'There is no bottleneck.'}`;
}

function node(name, i) {
  const x = 2 + i * (width + gap);
  const text = (dx, y, kind, anchor = 'start') => s('text', { x: x + dx, y, class: kind, 'text-anchor': anchor });
  const title = text(12, top + 24, 'name');
  const what = text(12, top + 41, 'soft');
  const busy = text(12, top + 59, 'soft');
  const mark = text(0, top - 8, 'mark');
  const load = s('rect', { class: 'load', x: x + 12, y: top + 68, height: 6, rx: 3, width: 0 });
  const queue = text(-gap / 2, top + 33, '', 'middle');
  const rate = text(-gap / 2, top + 58, 'soft', 'middle');
  title.textContent = name;
  what.textContent = does[name] ?? '';
  const link = i === 0 ? [] : [
    s('line', { x1: x - gap + 3, y1: top + height / 2, x2: x - 8, y2: top + height / 2 }),
    s('path', { class: 'tip', d: `M${x - 9} ${top + height / 2 - 5} l8 5 l-8 5 z` }), queue, rate,
  ];
  const element = s('g', {}, s('rect', { class: 'node', x, y: top, width, height, rx: 8 }), title, what, busy, mark, ...link);
  if (i > 0) element.append(s('rect', { class: 'track', x: x + 12, y: top + 68, height: 6, rx: 3, width: width - 24 }), load);
  return {
    element,
    update(stage, at, isBottleneck) {
      element.setAttribute('class', isBottleneck ? 'hot' : '');
      mark.textContent = isBottleneck ? 'bottleneck' : '';
      if (at === 0) {
        busy.textContent = `${count(stage.assets)} assets`;
        return;
      }
      const share = Math.min(Math.max(stage.load, 0), 1);
      busy.textContent = `${Math.round(share * 100)} % of ${stage.parallelism === 1 ? '1 thread' : `${stage.parallelism} threads`}`;
      load.setAttribute('width', String((width - 24) * share));
      queue.textContent = `${count(stage.waiting)} wait`;
      rate.textContent = `${decimal(stage.rate)}/s`;
    },
  };
}
