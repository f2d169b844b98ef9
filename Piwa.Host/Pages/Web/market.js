// The pages of a market: who signs in acts.
import { start as begin } from './app.js';
import { refresh } from './session.js';
import { signIn } from './signin.js';
import { start } from './start.js';

begin([
  [/^\/$/, start, 'Market'],
  [/^\/sign-in$/, signIn, 'Sign in'],
], async () => 'Piwa market');
refresh().catch(() => { });
