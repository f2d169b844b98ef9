// Values that JSON cannot carry, and instructions, as JSON: {"$key": base58}, {"$signer": base58}, {"$bytes": hex}, {"$array": hex},
// {"$big": decimal}, {"$bn": decimal}.
import { createRequire } from 'node:module';
import { createNoopSigner, publicKey } from '@metaplex-foundation/umi';
import { createUmi } from '@metaplex-foundation/umi-bundle-defaults';
import * as bubblegum from '@metaplex-foundation/mpl-bubblegum';
import * as token from '@solana/spl-token';
import * as memo from '@solana/spl-memo';
import * as web3 from '@solana/web3.js';

const require = createRequire(import.meta.url);
// Its package.json names a main file that does not exist.
const compression = require('../node_modules/@solana/spl-account-compression/dist/cjs/src/index.js');
const BN = require('bn.js');

export { bubblegum, compression, token, memo, web3 };

// The address of the node is never called: everything here is built offline.
export const umi = createUmi('http://127.0.0.1:1').use(bubblegum.mplBubblegum());

export const bytes = hex => Uint8Array.from(Buffer.from(hex, 'hex'));
export const hex = array => Buffer.from(array).toString('hex');

/** Turns the JSON of values into values; isUmi says which library's keys are meant. */
export function revive(value, isUmi) {
  if (Array.isArray(value)) return value.map(item => revive(item, isUmi));
  if (value === null || typeof value !== 'object') return value;
  if ('$key' in value) return isUmi ? publicKey(value.$key) : new web3.PublicKey(value.$key);
  if ('$signer' in value) return createNoopSigner(publicKey(value.$signer));
  if ('$bytes' in value) return isUmi ? bytes(value.$bytes) : Buffer.from(value.$bytes, 'hex');
  if ('$array' in value) return [...bytes(value.$array)];
  if ('$big' in value) return BigInt(value.$big);
  if ('$bn' in value) return new BN(value.$bn);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, revive(item, isUmi)]));
}

/** One instruction of either library as {program, keys: [[key, isSigner, isWritable]], data}. */
export const instruction = built => ({
  program: built.programId.toString(),
  keys: built.keys.map(key => [key.pubkey.toString(), key.isSigner, key.isWritable]),
  data: hex(built.data),
});

/** What a builder of any of the libraries returns, as a list of instructions. */
export function instructions(built) {
  if (typeof built.getInstructions === 'function') return built.getInstructions().map(instruction);
  if (Array.isArray(built.instructions)) return built.instructions.map(instruction);
  return (Array.isArray(built) ? built : [built]).filter(item => item.keys !== undefined).map(instruction);
}

/** A transaction of web3.js from {payer, seeds, blockhash, instructions, tables}: tables null for a legacy one. Signed, in hex. */
export function transaction(input) {
  const payer = new web3.PublicKey(input.payer);
  const list = input.instructions.map(item => new web3.TransactionInstruction({
    programId: new web3.PublicKey(item.program),
    keys: item.keys.map(([key, isSigner, isWritable]) => ({ pubkey: new web3.PublicKey(key), isSigner, isWritable })),
    data: Buffer.from(item.data, 'hex'),
  }));
  const signers = input.seeds.map(seed => web3.Keypair.fromSeed(bytes(seed)));
  if (input.tables === null) {
    const legacy = new web3.Transaction({ feePayer: payer, recentBlockhash: input.blockhash });
    legacy.add(...list);
    legacy.sign(...signers);
    return hex(legacy.serialize());
  }

  const tables = input.tables.map(table => new web3.AddressLookupTableAccount({
    key: new web3.PublicKey(table.key),
    state: { addresses: table.addresses.map(address => new web3.PublicKey(address)) },
  }));
  const versioned = new web3.VersionedTransaction(web3.MessageV0.compile({
    payerKey: payer, recentBlockhash: input.blockhash, instructions: list, addressLookupTableAccounts: tables,
  }));
  versioned.sign(signers);
  return hex(versioned.serialize());
}

export async function readInput() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
