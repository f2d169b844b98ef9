// What can be done here.
import { h } from './html.js';

const tiles = [
  ['Assets', 'Look at what there is: meshes to turn, all views, hashes and proofs.', '#/assets', 'See the assets'],
  ['License', 'Choose data, a time and a purpose; pay in RENDER; download shards that prove themselves.', '#/licences', 'License data'],
  ['Stake', 'Look how nodes do, and stake with those that you trust. A part of what they earn is yours.', '#/stakes', 'See the nodes'],
  ['Earnings', 'What you have earned as a node, staker, uploader or labeller, and what was sent, with proofs.', '#/earnings', 'See your earnings'],
  ['Upload', 'Bring a mesh of your own. It is rendered and hashed, and you get a certificate that you were first.', '#/uploads', 'Upload a mesh'],
  ['Label', 'Say what assets show and how good they are. By keyboard it takes seconds each.', '#/label', 'Label assets'],
];

export async function start(page) {
  page.main.replaceChildren(
    h('h1', {}, 'The market of this host'),
    h('p', { class: 'lead' }, 'Looking is for everyone. Who acts signs in with a Solana wallet.'),
    h('div', { class: 'tiles' }, tiles.map(([title, text, href, action]) => h('section', { class: 'panel' },
      h('h2', {}, title), h('p', {}, text), h('div', {}, h('a', { class: 'button', href }, action))))));
}
