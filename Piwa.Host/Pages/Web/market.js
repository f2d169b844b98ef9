// The pages of a market: who signs in acts.
import { start as begin } from './app.js';
import { asset } from './asset.js';
import { assets } from './assets.js';
import { earnings } from './earnings.js';
import { label } from './label.js';
import { licences } from './licences.js';
import { refresh } from './session.js';
import { shards } from './shards.js';
import { signIn } from './signin.js';
import { stakes } from './stakes.js';
import { start } from './start.js';
import { upload, uploads } from './upload.js';

begin([
  [/^\/$/, start, 'Market'],
  [/^\/assets$/, assets, 'Assets'],
  [/^\/assets\/(\d+)$/, asset, 'Asset'],
  [/^\/shards$/, shards, 'Shards'],
  [/^\/licences$/, licences, 'License'],
  [/^\/stakes$/, stakes, 'Stake'],
  [/^\/earnings$/, earnings, 'Earnings'],
  [/^\/uploads$/, uploads, 'Upload'],
  [/^\/uploads\/([A-Za-z0-9_-]+)$/, upload, 'Upload'],
  [/^\/label$/, label, 'Label'],
  [/^\/sign-in$/, signIn, 'Sign in'],
], async () => (await refresh()).name);
