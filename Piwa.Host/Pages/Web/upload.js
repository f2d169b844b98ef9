// Uploading a mesh: the file, its way through the queue, and what became of it.
import { addressOf, ask } from './api.js';
import { bytes, copied, copier, count, empty, facts, h, moment, panel, table } from './html.js';
import { act, need, session, shortOf } from './session.js';
import { viewer } from './viewer.js';

const states = { waiting: 'waits', working: 'is made', ended: 'done', cancelled: 'called back', failed: 'failed' };
const outcomes = {
  taken: ['Taken', 'good'], there: ['There already', 'good'], duplicate: ['Not the first', 'bad'], knownSource: ['Belongs to somebody else', 'bad'], refused: ['Cannot be taken', 'bad'],
};

/** The place to drop files, and one's own uploads. */
export async function uploads(page) {
  if (!await need(page)) return;
  const list = h('div');
  const first = await ask('uploads', page.signal);
  page.main.replaceChildren(
    h('h1', {}, 'Upload a mesh'),
    h('p', { class: 'lead' }, `A binary glTF 2.0 file (.glb) of ${bytes(first.maximumBytes)} at most; ${first.perDay} a day. It is rendered like every asset here, and is yours: its compressed NFT goes to your wallet.`),
    dropZone(page, first.maximumBytes),
    list);
  let shown = '';
  const load = async () => {
    const isAll = session().isOperator;
    const found = (await ask(isAll ? 'uploads/all' : 'uploads', page.signal)).uploads;
    const text = JSON.stringify(found);
    if (text === shown) return;
    shown = text;
    list.replaceChildren(found.length === 0 ? empty('Nothing was uploaded yet.') : panel(isAll ? 'Uploads of all wallets' : 'Your uploads', listOf(found, isAll)));
  };
  await load();
  page.repeat(3, load);
}

const listOf = (found, isAll) => table('Uploads',
  h('thead', {}, h('tr', {}, ['name', 'received', 'state', 'asset'].map(name => h('th', { scope: 'col' }, name)), h('th', { scope: 'col', class: 'number' }, 'size'), isAll && h('th', { scope: 'col' }, 'wallet'))),
  h('tbody', {}, found.map(one => h('tr', {},
    h('td', {}, h('a', { href: `#/uploads/${one.id}` }, one.name)),
    h('td', {}, `${moment(one.receivedAt)} UTC`),
    h('td', {}, stateOf(one)),
    h('td', {}, one.ending?.asset ?? '–'),
    h('td', { class: 'number' }, bytes(one.bytes)), isAll && h('td', { class: 'hash', title: one.wallet }, shortOf(one.wallet))))));

function stateOf(one) {
  const [text, kind] = outcomes[one.ending?.outcome] ?? [states[one.state], one.state === 'failed' ? 'bad' : ''];
  return h('span', { class: kind }, one.state === 'waiting' ? `place ${one.place}` : text);
}

function dropZone(page, most) {
  const said = h('p', { role: 'status', class: 'lead' }, 'Drop a .glb file here, or');
  const bar = h('progress', { max: '1', value: '0', hidden: true, 'aria-label': 'Sent' });
  const file = h('input', { type: 'file', id: 'file', accept: '.glb,model/gltf-binary', class: 'hidden', onchange: () => take(file.files[0]) });
  const button = h('label', { for: 'file', class: 'button main' }, 'Choose a file');
  const stop = h('button', { type: 'button', hidden: true }, 'Stop');
  const zone = h('div', { class: 'panel drop' }, said, file, button, bar, stop);
  for (const name of ['dragenter', 'dragover']) zone.addEventListener(name, event => { event.preventDefault(); zone.classList.add('over'); });
  for (const name of ['dragleave', 'drop']) zone.addEventListener(name, () => zone.classList.remove('over'));
  zone.addEventListener('drop', event => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
  const show = (text, isBad) => {
    said.textContent = text;
    said.className = isBad ? 'bad' : 'lead';
  };
  const take = async chosen => {
    if (!chosen) return;
    if (chosen.size > most) return show(`${chosen.name} has ${bytes(chosen.size)}; at most ${bytes(most)} are taken.`, true);
    show(`${chosen.name} is sent …`);
    bar.hidden = stop.hidden = false;
    button.hidden = true;
    try {
      const sent = await send(page, chosen, stop, share => { bar.value = share; });
      location.hash = `#/uploads/${sent.id}`;
    } catch (fault) {
      if (page.signal.aborted) return;
      show(fault.message, true);
      bar.hidden = stop.hidden = true;
      button.hidden = false;
      file.value = '';
    }
  };
  return zone;
}

/** fetch does not say how much of a body was sent. */
const send = (page, file, stop, tell) => new Promise((done, failed) => {
  const request = new XMLHttpRequest();
  request.open('POST', addressOf(`uploads?file=${encodeURIComponent(file.name)}`));
  request.setRequestHeader('content-type', 'model/gltf-binary');
  request.setRequestHeader('x-piwa-token', session().token);
  request.responseType = 'json';
  request.upload.onprogress = event => tell(event.loaded / event.total);
  request.onload = () => request.status < 300 ? done(request.response) : failed(new Error(request.response?.error ?? 'The host has refused.'));
  request.onerror = () => failed(new Error('The host does not answer, or has refused the file while it was sent.'));
  request.onabort = () => failed(new Error('It was stopped. Nothing was kept.'));
  stop.onclick = () => request.abort();
  page.signal.addEventListener('abort', () => request.abort(), { once: true });
  request.send(file);
});

/** One upload: where it stands, and then what became of it. */
export async function upload(page, id) {
  if (!await need(page)) return;
  let shown = '';
  const load = async () => {
    const one = await ask(`uploads/${id}`, page.signal);
    const text = JSON.stringify(one);
    if (text === shown) return;
    page.main.replaceChildren(...await draw(page, one, load));
    shown = text;
  };
  await load();
  page.repeat(1, async () => { if (!JSON.parse(shown).ending) await load(); });
}

async function draw(page, one, again) {
  const head = h('div', { class: 'tools' }, h('h1', {}, one.name), h('span', { class: 'rest' }), h('a', { class: 'button', href: '#/uploads' }, 'All uploads'));
  if (!one.ending) return [head, panel(null, ...underWay(page, one, again)), fileOf(one)];
  const [text, kind] = outcomes[one.ending.outcome] ?? [one.state === 'cancelled' ? 'Called back' : 'Failed', 'bad'];
  const asset = one.ending.isRendered ? await ask(`uploaded/assets/${one.ending.asset}`, page.signal) : null;
  return [
    head,
    panel(null, h('p', { id: 'outcome' }, h('span', { class: kind }, `${text}. `), one.ending.message),
      one.ending.hasCertificate && certificate(one),
      one.ending.nearCopies.length > 0 && h('ul', {}, one.ending.nearCopies.map(near => h('li', {}, `Near copy of “${near.name}”, asset ${near.asset}, by ${shortOf(near.wallet)}; distance ${near.distance} of 256.`))),
      one.ending.notes.length > 0 && h('ul', {}, one.ending.notes.map(note => h('li', {}, note)))),
    asset && h('div', { class: 'columns' },
      panel('Mesh', viewer(page, addressOf(`uploaded/assets/${asset.index}/mesh.glb`), asset.index)),
      panel('Views', h('ul', { class: 'gallery shots' }, asset.views.map((_, view) => h('li', {}, h('img', {
        class: 'picture', src: addressOf(`uploaded/assets/${asset.index}/views/${view}/${asset.channels[0]}.png`), alt: `View ${view}`, width: '132', height: '132',
      })))))),
    one.ending.contents.length > 0 && panel('Whose it is', contents(one)),
    fileOf(one),
  ].filter(part => part);
}

function underWay(page, one, again) {
  const said = h('p', { class: 'bad', role: 'alert', hidden: true });
  const step = { begun: 'The renderer is warmed up …', rendered: 'It is rendered …', minted: 'It is put on the ledger …' }[one.stage] ?? 'It is read, checked and hashed …';
  if (one.state === 'working') return [h('p', { role: 'status' }, step), h('progress', { 'aria-label': 'Work' })];
  return [
    h('p', { role: 'status' }, one.place === 1 ? 'It is the next.' : `It waits: ${count(one.place - 1)} before it.`),
    h('p', { class: 'lead' }, 'You may close this page. What is received is kept.'),
    said,
    h('button', {
      type: 'button', onclick: async () => {
        try {
          await act(`uploads/${one.id}/cancel`, {}, page.signal);
        } catch (fault) {
          said.hidden = false;
          said.textContent = fault.message;
        }
        await again();
      },
    }, 'Call it back'),
  ];
}

const certificate = one => h('div', {},
  h('div', { class: 'tools' },
    h('a', { class: 'button main', id: 'certificate', href: addressOf(`uploads/${one.id}/certificate.json`), download: `certificate-${one.ending.asset}.json` }, 'Save the certificate')),
  h('p', { class: 'lead' }, 'Proof of first upload, signed by this host. Anyone can check it: ', h('code', {}, `piwa certificate certificate-${one.ending.asset}.json`)));

function contents(one) {
  return h('div', {},
    facts([['triangles', count(one.ending.triangles)], ['vertices', count(one.ending.vertices)], ['defects', count(one.ending.defects)]], 'small'),
    h('br'),
    table('Whose each content is',
      h('thead', {}, h('tr', {}, ['content', 'whose', 'since', 'hash, BLAKE3', ''].map(name => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, one.ending.contents.map(content => {
        const hash = h('span', { class: 'hash' }, content.hash);
        return h('tr', {},
          h('td', {}, content.content),
          h('td', { title: content.wallet }, content.isFirst ? h('span', { class: 'good' }, 'yours') : `of ${shortOf(content.wallet)}`),
          h('td', {}, content.time ? `${moment(content.time)} UTC` : '–'),
          h('td', { class: 'wrap' }, hash),
          h('td', {}, copier(`hash of ${content.content}`, content.hash, hash)));
      }))));
}

const fileOf = one => panel('File', h('dl', { class: 'rows' },
  h('dt', {}, 'name'), h('dd', {}, one.file), h('dd'),
  h('dt', {}, 'size'), h('dd', {}, bytes(one.bytes)), h('dd'),
  h('dt', {}, 'received'), h('dd', {}, `${moment(one.receivedAt)} UTC`), h('dd'),
  copied('BLAKE3', one.fileHash)));
