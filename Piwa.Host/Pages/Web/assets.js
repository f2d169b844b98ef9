// The gallery: newest first.
import { ask, pictureOf } from './api.js';
import { count, decimal, empty, h, pager } from './html.js';

const size = 48;

export async function assets(page, _, query) {
  const wanted = query.get('index') ?? '';
  const list = h('div');
  const input = h('input', { id: 'index', value: wanted, inputmode: 'numeric', placeholder: '7 or 10-20', pattern: '\\d+(-\\d+)?', size: '12' });
  const filter = h('form', {
    class: 'tools', role: 'search',
    onsubmit: event => {
      event.preventDefault();
      if (input.reportValidity()) location.hash = input.value ? `#/assets?index=${input.value}` : '#/assets';
    },
  }, h('label', { for: 'index' }, 'Index'), input, h('button', {}, 'Show'), wanted && h('a', { class: 'button', href: '#/assets' }, 'All'));
  page.main.replaceChildren(h('h1', {}, 'Assets'), h('p', { class: 'lead' }, 'Those of the shard that was committed last come first.'), filter, list);

  let offset = 0;
  let shown = '';
  const load = async () => {
    const dataset = (await ask('overview', page.signal)).dataset;
    const [first, last = first] = wanted.split('-');
    const range = first ? `&first=${first}&last=${last}` : '';
    const found = dataset ? await ask(`assets?offset=${offset}&count=${size}${range}`, page.signal) : { assets: [], total: 0 };
    const text = JSON.stringify([offset, found]);
    if (text === shown) return;
    shown = text;
    list.replaceChildren(...draw(found, offset, wanted, dataset?.campaign.channels.split(',')[0], async next => {
      offset = next;
      await load();
      list.querySelector('button:not(:disabled)')?.focus();
    }));
  };
  await load();
  page.repeat(5, load);
}

function draw(found, offset, wanted, channel, turn) {
  if (found.total === 0) {
    return [wanted
      ? empty(`There is no asset of index ${wanted} here. It may be a dead letter, or not be made yet.`)
      : empty('No asset is here yet: they appear when their shard is committed. To begin:', 'piwa generate --page')];
  }
  return [
    pager(offset, size, found.total, turn),
    h('ul', { class: 'gallery', 'aria-label': `${count(found.total)} assets` }, found.assets.map(asset => h('li', {},
      h('a', { href: `#/assets/${asset.index}` },
        h('img', { class: asset.labelled?.isNsfw ? 'picture veiled' : 'picture', src: pictureOf(asset.index, 0, channel), alt: '', loading: 'lazy', width: '132', height: '132' }),
        h('span', {}, `Asset ${asset.index}`,
          asset.labelled && h('small', {}, ` ★ ${decimal(asset.labelled.qualityMean, 1)}${asset.labelled.isNsfw ? ', not safe for work' : ''}`)))))),
  ];
}
