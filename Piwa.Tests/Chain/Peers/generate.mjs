// Prints what the npm packages build from random inputs of their own: node generate.mjs SEED COUNT. One JSON object:
//   transactions: [{bytes, tables: [{key, addresses}]}]   signed with web3.js; a legacy one has no tables
//   mints: [{version, program, keys, data}]               mint_v1 and mint_v2 of Bubblegum, all creators unverified
//   updates, leaves: [hex]                                UpdateArgs and LeafSchema of Bubblegum
import { publicKey, createNoopSigner } from '@metaplex-foundation/umi';
import { bubblegum, hex, instructions, transaction, umi, web3 } from './values.mjs';

const [seed, count] = process.argv.slice(2).map(Number);

// mulberry32
let state = seed >>> 0;
function next() {
  state = (state + 0x6D2B79F5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}
const below = bound => next() % bound;
const coin = () => below(2) === 0;
const randomBytes = length => Uint8Array.from({ length }, () => below(256));
const key = () => new web3.PublicKey(randomBytes(32)).toBase58();
const big = () => (BigInt(next()) << 32n | BigInt(next())) >> BigInt(below(64));
const option = make => (coin() ? { __option: 'Some', value: make() } : { __option: 'None' });
const text = most => {
  const letters = ['a', 'Q', '0', ' ', 'ü', '✓', '🦀'];
  let result = '';
  for (let left = below(most + 1); ;) {
    const letter = letters[below(letters.length)];
    left -= Buffer.byteLength(letter);
    if (left < 0) return result;
    result += letter;
  }
};
const creators = () => {
  const list = Array.from({ length: below(6) }, () => ({ address: publicKey(key()), verified: false, share: 0 }));
  let left = 100;
  list.forEach((creator, i) => {
    creator.share = i === list.length - 1 ? left : below(left + 1);
    left -= creator.share;
  });
  return list;
};

function randomTransaction() {
  const seeds = Array.from({ length: 1 + below(3) }, () => randomBytes(32));
  const signers = seeds.map(item => web3.Keypair.fromSeed(item).publicKey.toBase58());
  const keys = Array.from({ length: 3 + below(6) }, key);
  // Each signer signs an instruction at least: web3.js refuses signatures that nobody asked for.
  const list = signers.map(signer => ({
    program: keys[below(keys.length)],
    keys: [[signer, true, coin()], ...Array.from({ length: below(6) }, () => [keys[below(keys.length)], false, coin()])],
    data: hex(randomBytes(below(40))),
  }));
  const tables = coin() ? null : Array.from({ length: below(3) }, () => ({
    key: key(), addresses: Array.from({ length: 1 + below(8) }, () => (coin() ? keys[below(keys.length)] : key())),
  }));
  const bytes = transaction({ payer: signers[0], seeds: seeds.map(hex), blockhash: key(), instructions: list, tables });
  return { bytes, tables: tables ?? [] };
}

function randomMint() {
  const version = 1 + below(2);
  const metadata = {
    name: text(32), symbol: text(10), uri: text(200), sellerFeeBasisPoints: below(10001), primarySaleHappened: coin(),
    isMutable: coin(), tokenStandard: { __option: 'Some', value: 0 }, creators: creators(),
  };
  const accounts = {
    merkleTree: publicKey(key()), leafOwner: publicKey(key()), leafDelegate: publicKey(key()),
    payer: createNoopSigner(publicKey(key())), treeCreatorOrDelegate: createNoopSigner(publicKey(key())),
  };
  if (version === 1) {
    Object.assign(metadata, {
      editionNonce: option(() => below(256)), collection: option(() => ({ verified: false, key: publicKey(key()) })),
      uses: option(() => ({ useMethod: below(3), remaining: big(), total: big() })), tokenProgramVersion: below(2),
    });
  } else {
    metadata.collection = option(() => publicKey(key()));
    if (metadata.collection.value) {
      accounts.coreCollection = metadata.collection.value;
      if (coin()) accounts.collectionAuthority = createNoopSigner(publicKey(key()));
    }
  }

  const [built] = instructions(bubblegum[`mintV${version}`](umi, { ...accounts, metadata }));
  return { version, ...built };
}

const randomUpdate = () => hex(bubblegum.getUpdateArgsSerializer().serialize({
  name: option(() => text(32)), symbol: option(() => text(10)), uri: option(() => text(200)), creators: option(creators),
  sellerFeeBasisPoints: option(() => below(10001)), primarySaleHappened: option(coin), isMutable: option(coin),
}));

const randomLeaf = () => {
  const fields = {
    id: publicKey(key()), owner: publicKey(key()), delegate: publicKey(key()), nonce: big(), dataHash: randomBytes(32),
    creatorHash: randomBytes(32),
  };
  return hex(bubblegum.getLeafSchemaSerializer().serialize(coin()
    ? { __kind: 'V1', ...fields }
    : { __kind: 'V2', ...fields, collectionHash: randomBytes(32), assetDataHash: randomBytes(32), flags: below(8) }));
};

const many = make => Array.from({ length: count }, make);
process.stdout.write(JSON.stringify({
  transactions: many(randomTransaction), mints: many(randomMint), updates: many(randomUpdate), leaves: many(randomLeaf),
}));
