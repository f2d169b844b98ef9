// Moves, changes and burns assets with mpl-bubblegum, on proofs that it has from DAS, and prints what it saw as one JSON object.
// Argument: address of HTTP.
import { createUmi } from '@metaplex-foundation/umi-bundle-defaults';
import { generateSigner, keypairIdentity, none, publicKey, sol, some } from '@metaplex-foundation/umi';
import { fetchMerkleTree as fetchTreeV1, getCurrentRoot } from '@metaplex-foundation/spl-account-compression';
import { fetchMerkleTree as fetchTreeV2 } from '@metaplex-foundation/mpl-account-compression';
import {
  burn, createTree, createTreeV2, delegate, findLeafAssetIdPda, getAssetWithProof, hashLeaf, mintV1, mintV2, mplBubblegum,
  transfer, transferV2, updateMetadata,
} from '@metaplex-foundation/mpl-bubblegum';

const umi = createUmi(process.argv[2], 'confirmed').use(mplBubblegum());
const payer = generateSigner(umi);
umi.use(keypairIdentity(payer));
await umi.rpc.airdrop(payer.publicKey, sol(10));
const friend = generateSigner(umi).publicKey;
const seen = {};
const send = async builder => (await builder.sendAndConfirm(umi)).result.value.err;
const asset = async id => {
  const { ownership, burnt, content, compression, mutable } = await umi.rpc.getAsset(id);
  return [ownership.owner === friend, ownership.delegate === friend, burnt, content.metadata.name, compression.seq, mutable];
};

// Version 1: one asset changes hands, the other is delegated, renamed and burnt.
const one = generateSigner(umi);
await send(await createTree(umi, { merkleTree: one, maxDepth: 5, maxBufferSize: 8 }));
const names = ['Piwa', 'Piwa I'];
const metadata = {
  name: 'Piwa', symbol: 'P', uri: 'ar://1', sellerFeeBasisPoints: 100, primarySaleHappened: false, isMutable: true, editionNonce: none(),
  tokenStandard: some(0), collection: none(), uses: none(), tokenProgramVersion: 0, creators: [{ address: payer.publicKey, verified: true, share: 100 }],
};
for (let i = 0; i < names.length; i++)
  await send(mintV1(umi, { leafOwner: payer.publicKey, merkleTree: one.publicKey, metadata: { ...metadata, name: names[i] } }));
const [moved, burnt] = [0, 1].map(leafIndex => findLeafAssetIdPda(umi, { merkleTree: one.publicKey, leafIndex })[0]);
seen.transferred = await send(transfer(umi, { ...await getAssetWithProof(umi, moved), leafOwner: payer, newLeafOwner: friend }));
seen.moved = await asset(moved);
const expected = publicKey(hashLeaf(umi, { merkleTree: one.publicKey, owner: friend, leafIndex: 0, metadata }));
const proof = await umi.rpc.getAssetProof(moved);
seen.leaf = [proof.leaf === expected, proof.root === publicKey(getCurrentRoot((await fetchTreeV1(umi, one.publicKey)).tree))];
seen.delegated = [
  await send(delegate(umi, { ...await getAssetWithProof(umi, burnt), leafOwner: payer, previousLeafDelegate: payer.publicKey, newLeafDelegate: friend })),
  await asset(burnt),
];
const whole = await getAssetWithProof(umi, burnt);
seen.updated = [
  await send(updateMetadata(umi, {
    ...whole, currentMetadata: whole.metadata, updateArgs: { name: some('Piwa II'), uri: some('ar://2'), isMutable: some(false) },
  })),
  await asset(burnt),
];
seen.burnt = [await send(burn(umi, { ...await getAssetWithProof(umi, burnt), leafOwner: payer })), await asset(burnt)];
seen.proofOfBurnt = await umi.rpc.getAssetProof(burnt).catch(error => error.message.replace(burnt, 'X'));
seen.signatures = (await umi.rpc.getAssetSignatures({ assetId: burnt })).items.map(item => item.instruction);
seen.lists = [
  (await umi.rpc.getAssetsByOwner({ owner: payer.publicKey })).total, (await umi.rpc.getAssetsByOwner({ owner: friend })).total,
  (await umi.rpc.searchAssets({ owner: payer.publicKey, burnt: true })).total, (await umi.rpc.searchAssets({ jsonUri: 'ar://2' })).total,
];

// Version 2.
const two = generateSigner(umi);
await send(await createTreeV2(umi, { merkleTree: two, maxDepth: 5, maxBufferSize: 8 }));
const [second] = findLeafAssetIdPda(umi, { merkleTree: two.publicKey, leafIndex: 0 });
seen.minted = await send(mintV2(umi, {
  leafOwner: payer.publicKey, merkleTree: two.publicKey,
  metadata: { name: 'Piwa 2', uri: 'ar://3', sellerFeeBasisPoints: 100, creators: [], collection: none() },
}));
const shown = await umi.rpc.getAsset(second);
seen.second = [shown.interface, shown.compression.flags, shown.ownership.non_transferable, shown.compression.collection_hash.length > 40];
seen.transferredV2 = [
  await send(transferV2(umi, { ...await getAssetWithProof(umi, second), authority: payer, newLeafOwner: friend })), await asset(second),
  (await umi.rpc.getAssetProof(second)).root === publicKey(getCurrentRoot((await fetchTreeV2(umi, two.publicKey)).tree)),
];

console.log(JSON.stringify(seen));
process.exit(0);
