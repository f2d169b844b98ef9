// Routes, theme, and what happens when the host is away: what all pages have in common.
import { h } from './html.js';

const themes = ['system', 'light', 'dark'];
const main = document.getElementById('main');
const notice = document.getElementById('notice');
const button = document.getElementById('theme');
const dark = matchMedia('(prefers-color-scheme: dark)');

let routes = [];
let page = null;
let first = true;

function setTheme(name) {
  document.documentElement.dataset.theme = name === 'system' ? (dark.matches ? 'dark' : 'light') : name;
  button.textContent = `Theme: ${name}`;
  button.dataset.name = name;
}

button.addEventListener('click', () => {
  const next = themes[(themes.indexOf(button.dataset.name) + 1) % themes.length];
  localStorage.setItem('piwa-theme', next);
  setTheme(next);
});
dark.addEventListener('change', () => setTheme(button.dataset.name));
const kept = localStorage.getItem('piwa-theme');
setTheme(themes.includes(kept) ? kept : 'system');

document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});

/** What a page works with: its place, its life, and a way to ask again as long as it is shown. */
function begin() {
  const life = new AbortController();
  return {
    main, signal: life.signal, end: () => life.abort(),
    say: text => {
      notice.hidden = !text;
      if (notice.textContent !== (text ?? '')) notice.textContent = text ?? '';
    },
    /** Runs work now and then again and again, while the page is shown and seen; says what work answers, if anything. */
    async repeat(seconds, work) {
      for (let wait = seconds; !life.signal.aborted;) {
        try {
          if (!document.hidden) this.say(await work());
          wait = seconds;
        } catch (fault) {
          if (fault.name === 'AbortError') return;
          this.say(fault.message);
          wait = Math.min(wait * 2, 30);
        }
        await new Promise(done => {
          const timer = setTimeout(done, wait * 1000);
          life.signal.addEventListener('abort', () => { clearTimeout(timer); done(); }, { once: true });
        });
      }
    },
  };
}

async function show() {
  page?.end();
  const own = page = begin();
  const [path, query = ''] = (location.hash.slice(1) || '/').split('?');
  const [pattern, view, title] = routes.find(route => route[0].test(path)) ?? routes[0];
  const match = pattern.exec(path);
  document.title = `${title}${match?.[1] ? ` ${match[1]}` : ''} - Piwa`;
  for (const link of document.querySelectorAll('nav a')) {
    const target = link.getAttribute('href').slice(1);
    if (target === path || (target !== '/' && path.startsWith(target + '/'))) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ inline: 'nearest', block: 'nearest' });
    } else {
      link.removeAttribute('aria-current');
    }
  }
  own.say(null);
  main.replaceChildren();
  main.removeAttribute('data-ready');
  if (!first) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  first = false;
  try {
    await view(own, match?.[1], new URLSearchParams(query));
  } catch (fault) {
    if (fault.name === 'AbortError') return;
    main.replaceChildren(h('h1', {}, title), h('p', { class: 'panel bad', role: 'alert' }, fault.message));
  }
  if (page === own) main.setAttribute('data-ready', '');
}

/**
 * Begins to show pages.
 * @param {[RegExp, Function, string][]} all their paths, what shows them, their titles; the first is shown where there is no other.
 * @param {() => Promise<string>} naming says what is shown.
 */
export function start(all, naming) {
  routes = all;
  addEventListener('hashchange', show);
  naming().then(name => { document.getElementById('name').textContent = name || 'Piwa'; }, () => { });
  show();
}
