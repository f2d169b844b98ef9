// One asset: mesh, views, recipe, hashes, proof.
import { ask, meshOf, pictureOf } from './api.js';
import { bytes, copied, count, decimal, facts, h, panel, table } from './html.js';
import { viewer } from './viewer.js';

export async function asset(page, index) {
  const all = await ask(`assets/${index}`, page.signal);
  const proof = panel('Proof', h('p', {}, 'The ledger is read …'));
  const before = BigInt(index) > 0n ? BigInt(index) - 1n : null;
  page.main.replaceChildren(...[
    h('div', { class: 'tools' },
      h('h1', {}, `Asset ${index}`),
      h('span', { class: 'rest' }),
      before !== null && h('a', { class: 'button', href: `#/assets/${before}` }, `‹ ${before}`),
      h('a', { class: 'button', href: `#/assets/${BigInt(index) + 1n}` }, `${BigInt(index) + 1n} ›`)),
    h('div', { class: 'columns' },
      panel('Mesh', viewer(page, meshOf(index), index)),
      h('div', {}, panel('Facts', factsOf(all)), panel('Hashes, BLAKE3', h('dl', { class: 'rows' }, Object.entries(all.hashes).flatMap(([name, hash]) => copied(name, hash)))))),
    panel('Views', views(all)),
    all.labelled && panel('Labels', labelled(all.labelled)),
    panel('Recipe', ...recipe(all.recipe)),
    proof].filter(part => part));
  check(page, index, proof);
}

const factsOf = all => facts([
  ['triangles', count(all.facts.triangles)],
  ['vertices', count(all.facts.vertices)],
  ['parts', count(all.facts.parts)],
  ['defects', count(all.facts.defects)],
  ['stored', bytes(all.facts.bytes)],
  ['volume', decimal(all.facts.volume, 3)],
  ['surface area', decimal(all.facts.surfaceArea, 3)],
  ['mean luminance', decimal(all.facts.luminance, 3)],
  all.facts.reprojectionError !== null && ['reprojects within', `${decimal(all.facts.reprojectionError, 2)} px`],
  ['shard', h('a', { href: '#/shards' }, all.shard.replace(/^.*\//, ''))],
  ['made on', all.device],
], 'small');

/** What people say of it. */
const labelled = all => h('div', {},
  facts([
    ['labels', count(all.labels)],
    ['quality, mean', `${decimal(all.qualityMean, 2)} of 5`],
    ['quality, median', decimal(all.qualityMedian, 1)],
    ['not safe for work', all.nsfwVotes === 0 ? 'nobody says so' : `${count(all.nsfwVotes)} of ${count(all.labels)} say so`],
  ], 'small'),
  all.tags.length > 0 && h('ul', { class: 'tags', 'aria-label': 'Tags' }, all.tags.map(({ tag, count: n }) => h('li', {}, tag, n > 1 && h('span', {}, ` ${count(n)}`)))));

/** All channels of all views: a row for each channel, a column for each view. */
function views(all) {
  const large = h('img', { alt: '' });
  const title = h('h2');
  const dialog = h('dialog', { 'aria-label': 'A view, large' }, title, large,
    h('form', { method: 'dialog', class: 'tools' }, h('button', {}, 'Close')));
  const open = (channel, view) => {
    title.textContent = `Asset ${all.index}: ${channel}, view ${view}`;
    large.src = pictureOf(all.index, view, channel);
    large.alt = title.textContent;
    dialog.showModal();
  };
  const numbers = all.views.map((_, view) => view);
  const cell = (channel, view) => h('td', {}, h('button', {
    type: 'button', 'aria-label': `${channel}, view ${view}: show it large`, onclick: () => open(channel, view),
  }, h('img', { src: pictureOf(all.index, view, channel), alt: '', loading: 'lazy', width: '104', height: '104' })));
  return h('div', {},
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Channels of all views' },
      h('table', { class: 'views' },
        h('thead', {}, h('tr', {}, h('td'), numbers.map(view => h('th', { scope: 'col' }, `view ${view}`)))),
        h('tbody', {}, all.channels.map(channel => h('tr', {}, h('th', { scope: 'row' }, channel), numbers.map(view => cell(channel, view))))))),
    dialog);
}

function recipe(all) {
  const origin = all.origin;
  const isImported = all.source !== undefined;
  return [
    origin ? facts([
      ['preset', origin.preset], ['rig', origin.rig], ['seed', origin.seed], ['index', origin.index],
      ['twin', origin.twin], ['lights', String(all.lights)], ['cameras', String(all.cameras)],
    ], 'small') : facts([
      isImported && ['imported mesh', h('span', { class: 'hash' }, all.source)], ['lights', String(all.lights)], ['cameras', String(all.cameras)],
    ], 'small'),
    h('br'),
    table('Parts of the recipe',
      h('thead', {}, h('tr', {}, h('th', { scope: 'col', class: 'number' }, 'part'),
        !isImported && [['primitive'], ['operation'], ['half extents'], ['place'], ['deformations', 'number']].map(([name, kind]) => h('th', { scope: 'col', class: kind }, name)),
        ['material', 'colours'].map(name => h('th', { scope: 'col' }, name)),
        ['metallic', 'roughness'].map(name => h('th', { scope: 'col', class: 'number' }, name)))),
      h('tbody', {}, all.parts.map((part, i) => h('tr', {}, h('td', { class: 'number' }, String(i)),
        !isImported && [part.primitive, part.operation, vector(part.halfExtents), vector(part.translation)].map(text => h('td', {}, text)),
        !isImported && h('td', { class: 'number' }, String(part.deformations)),
        h('td', {}, part.material), h('td', {}, swatch(part.baseColor), swatch(part.secondColor)),
        h('td', { class: 'number' }, decimal(part.metallic, 2)), h('td', { class: 'number' }, decimal(part.roughness, 2)))))),
    all.json && h('details', {}, h('summary', {}, 'As JSON'), h('pre', { tabindex: '0' }, all.json)),
  ];
}

const vector = values => values.map(value => decimal(value, 3)).join(', ');

/** A linear Rec. 709 colour as the screen shows it. */
function swatch(linear) {
  const part = value => Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
  const element = h('span', { class: 'swatch', role: 'img', 'aria-label': `colour ${vector(linear)}` });
  element.style.background = `rgb(${linear.map(value => part(Math.min(Math.max(value, 0), 1))).join(' ')})`;
  return element;
}

async function check(page, index, place) {
  const again = h('button', {
    type: 'button',
    onclick: async () => {
      place.replaceChildren(h('h2', {}, 'Proof'), h('p', { role: 'status' }, 'The ledger is read …'));
      await check(page, index, place);
      place.querySelector('button')?.focus();
    },
  }, 'Check again');
  let content;
  try {
    content = proof(await ask(`assets/${index}/proof`, page.signal));
  } catch (fault) {
    if (fault.name === 'AbortError') return;
    content = [h('p', { class: 'bad', role: 'alert' }, fault.message)];
  }
  place.replaceChildren(h('h2', {}, 'Proof'), ...content, h('div', { class: 'tools' }, again));
}

function proof(all) {
  const sound = all.findings.length === 0 && (all.minted || all.anchored);
  const path = (name, hashes) => h('details', {}, h('summary', {}, `${name}: ${hashes.length} hashes`), h('pre', { tabindex: '0' }, hashes.join('\n')));
  return [
    sound
      ? h('p', {}, h('span', { class: 'good' }, '✓ Sound. '), 'The asset hash follows from its components, leads to the ledger’s root, and the shard’s root is signed.')
      : h('ul', {}, all.findings.map(finding => h('li', { class: 'bad' }, finding))),
    h('dl', { class: 'rows' },
      copied('owner', all.owner),
      all.owner !== all.wallet && copied('made by', all.wallet),
      copied('root of the shard', all.shardRoot),
      all.isShardSigned && [copied('signature', all.signature), h('dt', {}, 'signed at'), h('dd', {}, all.signedAt.replace('T', ' ').replace('+00:00', ' UTC')), h('dd')],
      all.minted && [copied('NFT', all.minted.id), copied('tree', all.minted.tree), h('dt', {}, 'leaf'), h('dd', {}, count(all.minted.leafIndex)), h('dd'),
        copied('leaf hash', all.minted.leaf), copied('root of the tree', all.minted.root)],
      all.anchored && [copied('anchor tree', all.anchored.tree), h('dt', {}, 'anchor leaf'), h('dd', {}, count(all.anchored.leafIndex)), h('dd'),
        copied('anchored root', all.anchored.shardRoot), copied('root of the anchor tree', all.anchored.root)]),
    all.minted && path('Way to the root', all.minted.path),
    all.anchored && path('Way to the shard’s root', all.anchored.inShard),
    all.anchored && path('Way to the anchor tree’s root', all.anchored.path),
    h('p', { class: 'lead' }, 'Checked here: hashes, signature, ledger. That the content is what the hashes say, ', h('code', {}, 'piwa verify'), ' checks.'),
  ].filter(part => part);
}
