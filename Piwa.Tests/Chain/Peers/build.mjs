// Reads a JSON array of cases on standard input and prints what the npm packages make of each, as a JSON array:
//   {lib, call, args}   calls a function of a package ("SystemProgram.transfer"): its instructions
//   {transaction}       signs a transaction with web3.js: its bytes in hex
//   {serialize, value}  serializes a type of Bubblegum ("MetadataArgs"): its bytes in hex
//   {hash, args}        calls a hash function of Bubblegum: its bytes in hex
//   {asset, nonce}      the id of an asset in a tree
//   {size}              the bytes of a tree account of [depth, buffer, canopy]
import { bubblegum, compression, hex, instructions, memo, readInput, revive, token, transaction, umi, web3 } from './values.mjs';

const libraries = { bubblegum, compression, memo, token, web3 };

function run(item) {
  if (item.transaction) return transaction(item.transaction);
  if (item.serialize) return hex(bubblegum[`get${item.serialize}Serializer`]().serialize(revive(item.value, true)));
  if (item.hash) return hex(bubblegum[item.hash](...(item.needsContext ? [umi] : []), ...revive(item.args, true)));
  if (item.asset) return bubblegum.findLeafAssetIdPda(umi, { merkleTree: item.asset, leafIndex: BigInt(item.nonce) })[0];
  if (item.size) return compression.getConcurrentMerkleTreeAccountSize(...item.size);
  const isUmi = item.lib === 'bubblegum';
  const path = item.call.split('.');
  const owner = path.slice(0, -1).reduce((scope, name) => scope[name], libraries[item.lib]);
  const args = revive(item.args, isUmi);
  return instructions(owner[path.at(-1)](...(isUmi ? [umi] : []), ...args));
}

const results = (await readInput()).map((item, index) => {
  try {
    return run(item);
  } catch (error) {
    throw new Error(`Case ${index} ${JSON.stringify(item).slice(0, 400)}`, { cause: error });
  }
});
process.stdout.write(JSON.stringify(results));
