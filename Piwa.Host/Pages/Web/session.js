// Who is signed in, and what is done in that name.
import { ask, send } from './api.js';

const account = document.getElementById('account');
let now = { wallet: null, token: null, isOperator: false };

/** Who is signed in: wallet, token, isOperator. */
export const session = () => now;

/** Asks the host who is signed in. */
export async function refresh(signal) {
  take(await ask('session', signal));
  return now;
}

/** Takes what the host has answered about the session. */
export function take(told) {
  now = told;
  account.textContent = now.wallet ? shortOf(now.wallet) : 'Sign in';
  account.title = now.wallet ? `Signed in: ${now.wallet}` : '';
  account.classList.toggle('hash', Boolean(now.wallet));
  dispatchEvent(new Event('piwa-session'));
}

/** Does something in the name of the wallet that is signed in. */
export async function act(path, body = {}, signal) {
  try {
    return await send(path, body, now.token, signal);
  } catch (fault) {
    // The session may have ended, or another page may have signed in.
    if (fault.status === 401 || fault.status === 403) await refresh(signal);
    throw fault;
  }
}

export const shortOf = wallet => `${wallet.slice(0, 4)}…${wallet.slice(-4)}`;

/** Where to go after signing in. */
let wanted = null;

/** Sends whoever is not signed in to sign in first, and back. */
export async function need(page) {
  await refresh(page.signal);
  if (now.wallet) return true;
  wanted = location.hash;
  location.hash = '#/sign-in';
  return false;
}

export function goOn() {
  const target = wanted ?? '#/';
  wanted = null;
  location.hash = target;
}
