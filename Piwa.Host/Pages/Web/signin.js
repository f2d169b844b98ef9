// Signing in: a wallet signs a text, in the browser or elsewhere.
import { send } from './api.js';
import { copier, h, panel } from './html.js';
import { act, goOn, refresh, session, take } from './session.js';
import { wallets } from './wallets.js';

export async function signIn(page) {
  await refresh(page.signal);
  if (session().wallet) return account(page);
  const said = h('p', { role: 'alert', class: 'bad', hidden: true });
  const say = text => {
    said.hidden = !text;
    said.textContent = text ?? '';
  };
  const found = h('div');
  const list = () => found.replaceChildren(...browserWallets(page, say));
  addEventListener('piwa-wallets', list, { signal: page.signal });
  page.main.replaceChildren(
    h('h1', {}, 'Sign in'),
    h('p', { class: 'lead' }, 'Your wallet signs a text. It is no transaction, costs nothing and moves nothing; it shows that the wallet is yours.'),
    said,
    panel('With a wallet of this browser', found),
    panel('With a keypair file, or a wallet elsewhere', byHand(page, say)));
  list();
}

function browserWallets(page, say) {
  const all = wallets();
  if (all.length === 0) return [h('p', { class: 'lead' }, 'There is none here that can sign a message. Wallets such as Phantom, Solflare or Backpack do.')];
  return [h('div', { class: 'tools' }, all.map(wallet => {
    const button = h('button', {
      type: 'button', class: 'main', onclick: async () => {
        say(null);
        button.disabled = true;
        try {
          const connected = await wallet.connect();
          const { text } = await send('sign-in/challenge', { wallet: connected.address }, null, page.signal);
          await finish(page, connected.address, text, await connected.sign(text));
        } catch (fault) {
          if (fault.name !== 'AbortError') say(fault.message || 'The wallet has refused.');
        } finally {
          button.disabled = false;
        }
      },
    }, `Sign in with ${wallet.name}`);
    return button;
  }))];
}

/** The text is signed somewhere else, and the signature brought here. */
function byHand(page, say) {
  const next = h('div');
  const address = h('input', { id: 'address', size: '46', required: true, spellcheck: 'false', autocomplete: 'off', pattern: '[1-9A-HJ-NP-Za-km-z]{32,44}' });
  const form = h('form', {
    class: 'tools', onsubmit: async event => {
      event.preventDefault();
      say(null);
      try {
        const { text } = await send('sign-in/challenge', { wallet: address.value.trim() }, null, page.signal);
        next.replaceChildren(...steps(page, address.value.trim(), text, say));
        next.querySelector('button')?.focus();
      } catch (fault) {
        if (fault.name !== 'AbortError') say(fault.message);
      }
    },
  }, h('label', { for: 'address' }, 'Address of the wallet'), address, h('button', {}, 'Get the text'));
  return h('div', {}, form, next);
}

function steps(page, wallet, text, say) {
  const shown = h('pre', { id: 'text', tabindex: '0' }, text);
  const file = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  page.signal.addEventListener('abort', () => URL.revokeObjectURL(file), { once: true });
  const signature = h('textarea', { id: 'signature', rows: '2', required: true, spellcheck: 'false', autocomplete: 'off' });
  return [
    h('h3', {}, '1. Save the text'),
    shown,
    h('div', { class: 'tools below' }, h('a', { class: 'button', href: file, download: 'sign-in.txt' }, 'Save as sign-in.txt'), copier('the text', text, shown)),
    h('h3', {}, '2. Sign it within five minutes'),
    h('p', {}, 'With a keypair file: ', h('code', {}, 'piwa sign sign-in.txt --wallet keypair.json')),
    h('p', {}, 'With Solana’s tools, and hardware wallets: ', h('code', {}, 'solana sign-offchain-message "$(cat sign-in.txt)"')),
    h('h3', {}, '3. Bring the signature'),
    h('form', {
      onsubmit: async event => {
        event.preventDefault();
        say(null);
        try {
          await finish(page, wallet, text, signature.value.trim());
        } catch (fault) {
          if (fault.name !== 'AbortError') say(fault.message);
        }
      },
    }, h('label', { for: 'signature' }, 'What was printed'), signature, h('div', { class: 'tools below' }, h('button', { class: 'main' }, 'Sign in'))),
  ];
}

async function finish(page, wallet, text, signature) {
  take(await send('sign-in', { wallet, text, signature }, null, page.signal));
  goOn();
}

function account(page) {
  const own = session();
  const shown = h('span', { class: 'hash' }, own.wallet);
  page.main.replaceChildren(
    h('h1', {}, 'Signed in'),
    panel(null,
      h('p', {}, shown, ' ', copier('the address', own.wallet, shown)),
      own.isOperator && h('p', {}, 'This is a wallet of the operator of this host.'),
      h('p', { class: 'lead' }, `Until ${new Date(own.expiresAt).toLocaleString()} at the latest, and an hour after you were here last.`),
      h('button', {
        type: 'button', id: 'sign-out', onclick: async () => {
          take(await act('sign-out'));
          location.hash = '#/';
        },
      }, 'Sign out')));
}
