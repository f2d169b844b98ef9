// What is said of an asset, and the keys for it.
import { ask } from './api.js';
import { h } from './html.js';

const words = ['useless', 'poor', 'fair', 'good', 'excellent'];

/** Keys of the tags that were used last; the others have something to do already. */
const tagKeys = ['6', '7', '8', '9', '0', 'a', 'd', 'f', 'g', 'h', 'j', 'k', 'l'];

const store = 'piwa-tags';

/** @param {{save: Function, skip: Function, undo: Function, turn: Function, say: Function}} actions what keys and buttons do. */
export function labelForm(page, actions) {
  let quality = 0;
  let isNsfw = false;
  let tags = [];
  let recent = JSON.parse(localStorage.getItem(store) ?? '[]').slice(0, tagKeys.length);

  const key = text => h('kbd', { 'aria-hidden': 'true' }, text);
  const button = (name, text, does) => h('button', { type: 'button', tabindex: '-1', onclick: does }, key(name), ' ', text);
  const grades = words.map((word, i) => button(String(i + 1), word, () => rate(i + 1)));
  const nsfw = button('n', 'not safe for work', () => { setNsfw(!isNsfw); });
  const given = h('ul', { class: 'tags', 'aria-label': 'Tags of this asset' });
  const last = h('div', { class: 'tools keys', role: 'group', 'aria-label': 'Tags that you used last' });
  const input = h('input', { id: 'tag', list: 'known', maxlength: '32', autocomplete: 'off', placeholder: 'a tag, Enter adds it', size: '20' });
  const known = h('datalist', { id: 'known' });

  const grade = value => {
    quality = value;
    grades.forEach((one, i) => one.setAttribute('aria-pressed', String(i + 1 === quality)));
  };
  const rate = value => {
    grade(value);
    actions.say('');
  };
  const setNsfw = value => {
    isNsfw = value;
    nsfw.setAttribute('aria-pressed', String(isNsfw));
  };
  const toggle = text => {
    const tag = text.trim().toLowerCase().replaceAll(/ +/g, ' ');
    if (tag) tags = tags.includes(tag) ? tags.filter(one => one !== tag) : [...tags, tag];
    draw();
  };
  const draw = () => {
    given.replaceChildren(...tags.map(tag => h('li', {}, tag, ' ', h('button', { type: 'button', class: 'copy', tabindex: '-1', 'aria-label': `Take ${tag} away`, onclick: () => toggle(tag) }, '×'))));
    last.replaceChildren(...recent.map((tag, i) => {
      const one = button(tagKeys[i], tag, () => toggle(tag));
      one.setAttribute('aria-pressed', String(tags.includes(tag)));
      return one;
    }));
  };
  input.addEventListener('input', async () => {
    try {
      const found = await ask(`labels/tags?beginning=${encodeURIComponent(input.value.trim())}`, page.signal);
      known.replaceChildren(...found.tags.map(tag => h('option', { value: tag })));
    } catch {
      // Nothing is suggested then.
    }
  });
  input.addEventListener('keydown', event => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();

    // Enter on nothing, and Escape, go back to the keys.
    if (event.key === 'Enter' && input.value.trim()) toggle(input.value);
    else input.blur();
    input.value = '';
  });

  const element = h('div', { class: 'panel' },
    h('h2', {}, 'Quality'),
    h('div', { class: 'tools keys', role: 'group', 'aria-label': 'Quality' }, grades),
    h('h2', {}, 'Tags'),
    h('div', { class: 'tools' }, h('label', { for: 'tag' }, key('t'), ' new'), input, known),
    last, given,
    h('div', { class: 'tools keys below' }, nsfw),
    h('div', { class: 'tools keys below' },
      h('button', { type: 'button', class: 'main', tabindex: '-1', onclick: actions.save }, key('Enter'), ' keep, and next'),
      button('s', 'skip', actions.skip), button('u', 'back to the last', actions.undo)),
    h('p', { class: 'lead' }, key('←'), ' ', key('→'), ' turn the asset. ', key('Space'), ' keeps as well.'));
  draw();

  return {
    element,
    read: () => ({ quality, nsfw: isNsfw, tags }),
    reset: before => {
      grade(before?.quality ?? 0);
      setNsfw(before?.nsfw ?? false);
      tags = before?.tags ?? [];
      input.value = '';
      draw();
    },
    /** The tags that were used come first from here on. */
    remember: used => {
      recent = [...used, ...recent.filter(tag => !used.includes(tag))].slice(0, tagKeys.length);
      localStorage.setItem(store, JSON.stringify(recent));
    },
    press: (event, isOn) => {
      if (!isOn || event.ctrlKey || event.altKey || event.metaKey || event.target === input || event.repeat) return;

      // A button or a link that has the focus is pressed by these itself.
      const isOnControl = event.target.matches?.('a, button') && !element.contains(event.target);
      const does = {
        n: () => setNsfw(!isNsfw), u: actions.undo, s: actions.skip, t: () => input.focus(), ArrowLeft: () => actions.turn(-1), ArrowRight: () => actions.turn(1),
        Enter: isOnControl ? null : actions.save, ' ': isOnControl ? null : actions.save,
        ...Object.fromEntries(words.map((_, i) => [String(i + 1), () => rate(i + 1)])),
        ...Object.fromEntries(recent.map((tag, i) => [tagKeys[i], () => toggle(tag)])),
      }[event.key];
      if (!does) return;
      event.preventDefault();
      does();
    },
  };
}
