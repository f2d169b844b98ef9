// Routes, theme, and what happens when the host is away.
import { ask } from './api.js';
import { h } from './html.js';
import { overview } from './overview.js';
import { assets } from './assets.js';
import { asset } from './asset.js';
import { shards } from './shards.js';
import { letters } from './letters.js';
import { telemetry } from './telemetry.js';

const themes = ['system', 'light', 'dark'];
const main = document.getElementById('main');
const notice = document.getElementById('notice');
const button = document.getElementById('theme');
const dark = matchMedia('(prefers-color-scheme: dark)');

const routes = [
  [/^\/$/, overview, 'Overview'],
  [/^\/assets$/, assets, 'Assets'],
  [/^\/assets\/(\d+)$/, asset, 'Asset'],
  [/^\/shards$/, shards, 'Shards'],
  [/^\/dead-letters$/, letters, 'Dead letters'],
  [/^\/telemetry$/, telemetry, 'Telemetry'],
];

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
    say: text => { notice.hidden = !text; notice.textContent = text ?? ''; },
    /** Runs work now and then again and again, while the page is shown and seen. */
    async repeat(seconds, work) {
      for (let wait = seconds; !life.signal.aborted;) {
        try {
          if (!document.hidden) await work();
          this.say(null);
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

addEventListener('hashchange', show);
ask('overview').then(all => { document.getElementById('name').textContent = all.name || 'Piwa'; }, () => { });
show();
