// The page of a fleet.
import { start } from './app.js';
import { events } from './events.js';
import { nodes } from './nodes.js';
import { progress } from './progress.js';

start([
  [/^\/$/, progress, 'Fleet'],
  [/^\/nodes$/, nodes, 'Nodes'],
  [/^\/events$/, events, 'Events'],
], async () => 'Piwa fleet');
