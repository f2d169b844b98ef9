// The page of a data set, and of the run that makes it.
import { ask } from './api.js';
import { start } from './app.js';
import { overview } from './overview.js';
import { assets } from './assets.js';
import { asset } from './asset.js';
import { shards } from './shards.js';
import { letters } from './letters.js';
import { telemetry } from './telemetry.js';

start([
  [/^\/$/, overview, 'Overview'],
  [/^\/assets$/, assets, 'Assets'],
  [/^\/assets\/(\d+)$/, asset, 'Asset'],
  [/^\/shards$/, shards, 'Shards'],
  [/^\/dead-letters$/, letters, 'Dead letters'],
  [/^\/telemetry$/, telemetry, 'Telemetry'],
], async () => (await ask('overview')).name);
