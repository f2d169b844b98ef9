// Reads a JSON array of cases on standard input and prints what mpl-core makes of each, as a JSON array:
//   {create}    builds createCollectionV2 from its arguments: its instructions
//   {account}   reads the data of a collection's account (hex): what its client sees, without the plugins' offsets
import * as core from '@metaplex-foundation/mpl-core';
import { bytes, instructions, readInput, revive, umi } from './values.mjs';

umi.use(core.mplCore());

function read(data) {
  const account = { publicKey: core.MPL_CORE_PROGRAM_ID, owner: core.MPL_CORE_PROGRAM_ID, executable: false, lamports: 0, data };
  const { publicKey, header, pluginHeader, key, ...seen } = core.deserializeCollectionV1(account);
  for (const plugin of Object.values(seen)) if (plugin?.offset !== undefined) delete plugin.offset;
  if (seen.royalties) seen.royalties.ruleSet = { type: seen.royalties.ruleSet.type, addresses: seen.royalties.ruleSet.addresses };
  return seen;
}

const results = (await readInput()).map(item => item.create
  ? instructions(core.createCollectionV2(umi, revive(item.create, true)))
  : read(bytes(item.account)));
process.stdout.write(JSON.stringify(results));
