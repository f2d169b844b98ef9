// Labelling, by keyboard: big pictures, a key for all that is said often.
import { ask, pictureOf } from './api.js';
import { count, decimal, empty, h } from './html.js';
import { labelForm } from './labelform.js';
import { act, need } from './session.js';

const ahead = 4, mostViews = 8;

export async function label(page) {
  if (!await need(page)) return;
  const large = h('img', { id: 'large', alt: '', width: '512', height: '512' });
  const strip = h('div', { class: 'strip', role: 'group', 'aria-label': 'Views' });
  const title = h('h1', {}, 'Label');
  const own = h('span', { class: 'rest', id: 'own' });
  const said = h('p', { role: 'status', class: 'said' });
  const place = h('div', { class: 'labelling' });
  const form = labelForm(page, { save: () => run(save), skip: () => run(skip), undo: () => run(undo), turn: step => look(view + step), say: text => say(text) });
  page.main.replaceChildren(h('div', { class: 'tools' }, title, own), place);

  const queue = [];
  const done = [];
  const kept = new Map();
  let now = null;
  let view = 0;
  let isBusy = false;
  let loading = null;

  /** One thing at a time: whoever types fast does not label twice. */
  const run = async work => {
    if (isBusy) return;
    isBusy = true;
    try {
      await work();
    } catch (fault) {
      if (fault.name !== 'AbortError') say(fault.message, true);
    } finally {
      isBusy = false;
    }
  };
  const say = (text, isBad) => {
    said.textContent = text;
    said.className = isBad ? 'said bad' : 'said';
  };
  const tell = total => { own.textContent = `${count(total)} labelled by you`; };

  /** Fetches the next assets, and their pictures, before they are wanted. */
  const fill = async () => {
    const held = [now, ...queue].filter(task => task).map(task => task.asset);
    const found = await ask(`labels/next?count=${ahead}&except=${held.join(',')}`, page.signal);
    tell(found.own);
    for (const task of found.assets) {
      if (held.includes(task.asset)) continue;
      queue.push(task);
      kept.set(task.asset, Array.from({ length: Math.min(task.views, mostViews) }, (_, i) => Object.assign(new Image(), { src: pictureOf(task.asset, i, task.channel) })));
    }
  };
  const more = () => loading ??= fill().finally(() => { loading = null; });

  const show = (task, given) => {
    now = task;
    title.textContent = task ? `Asset ${task.asset}` : 'Label';
    document.title = `${title.textContent} - Piwa`;
    if (!task) {
      place.replaceChildren(empty('There is nothing left for you to label here. Thank you.'));
      return;
    }
    form.reset(given);
    strip.replaceChildren(...Array.from({ length: Math.min(task.views, mostViews) }, (_, i) => h('button', {
      type: 'button', tabindex: '-1', 'aria-label': `View ${i}`, onclick: () => look(i),
    }, h('img', { src: pictureOf(task.asset, i, task.channel), alt: '', width: '96', height: '96' }))));
    if (!large.isConnected) place.replaceChildren(h('div', { class: 'looking' }, large, strip), h('div', {}, form.element, said));
    look(0);
  };
  const look = number => {
    const shots = strip.children.length;
    view = (number + shots) % shots;
    large.src = pictureOf(now.asset, view, now.channel);
    large.alt = `Asset ${now.asset}, view ${view}`;
    [...strip.children].forEach((button, i) => button.setAttribute('aria-pressed', String(i === view)));
  };
  const next = async () => {
    kept.delete(now?.asset);
    if (queue.length === 0) await more();
    show(queue.shift() ?? null);
    if (now && queue.length < 2) more().catch(() => { });
  };
  const save = async () => {
    const given = form.read();
    if (!given.quality) return say('Give a quality first: a key from 1 to 5.', true);
    const told = await act('labels', { asset: now.asset, hash: now.hash, ...given }, page.signal);
    tell(told.own);
    form.remember(told.tags);
    done.push(now);
    if (done.length > 100) done.shift();
    say(`Asset ${told.asset}: ${told.quality} of 5${told.nsfw ? ', not safe for work' : ''}${told.tags.length > 0 ? `, ${told.tags.join(', ')}` : ''}. Kept.`);
    await next();
  };
  const skip = async () => {
    await act('labels/skip', { asset: now.asset }, page.signal);
    say(`Asset ${now.asset} is passed over.`);
    await next();
  };
  const undo = async () => {
    const before = done.pop();
    if (!before) return say('There is nothing to go back to.', true);
    const given = await ask(`labels/own/${before.asset}`, page.signal);
    if (now) queue.unshift(now);
    show(before, given);
    say('Change what is wrong; Enter keeps it in the place of what you said.');
  };

  document.addEventListener('keydown', event => form.press(event, now !== null), { signal: page.signal });
  await next();
  const all = await ask('labels', page.signal);
  if (all.qualityAgreement !== null) say(`All labellers: ${count(all.labels)} labels; agreement on quality ${decimal(all.qualityAgreement, 2)} (Krippendorff’s alpha).`);
}
