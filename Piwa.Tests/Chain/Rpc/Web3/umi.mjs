// Makes a tree and mints into it with umi and mpl-bubblegum against a served ledger, and prints what it saw as one JSON object.
// Argument: address of HTTP.
import { createUmi } from '@metaplex-foundation/umi-bundle-defaults';
import { generateSigner, keypairIdentity, none, sol } from '@metaplex-foundation/umi';
import { fetchMerkleTree } from '@metaplex-foundation/mpl-account-compression';
import {
  createTree, fetchTreeConfigFromSeeds, findLeafAssetIdPda, mintV1, mplBubblegum, parseLeafFromMintV1Transaction,
} from '@metaplex-foundation/mpl-bubblegum';

const umi = createUmi(process.argv[2], 'confirmed').use(mplBubblegum());
const payer = generateSigner(umi);
umi.use(keypairIdentity(payer));
const seen = {};

await umi.rpc.airdrop(payer.publicKey, sol(10));
seen.balance = (await umi.rpc.getBalance(payer.publicKey)).basisPoints.toString();
const merkleTree = generateSigner(umi);
const builder = await createTree(umi, { merkleTree, maxDepth: 14, maxBufferSize: 64 });
seen.created = (await builder.sendAndConfirm(umi)).result.value.err;
seen.capacity = (await fetchTreeConfigFromSeeds(umi, { merkleTree: merkleTree.publicKey })).totalMintCapacity.toString();
const mint = mintV1(umi, {
  leafOwner: payer.publicKey,
  merkleTree: merkleTree.publicKey,
  metadata: {
    name: 'Piwa #1', symbol: 'PIWA', uri: 'ar://1', sellerFeeBasisPoints: 0, collection: none(),
    creators: [{ address: payer.publicKey, verified: false, share: 100 }],
  },
});
const { signature, result } = await mint.sendAndConfirm(umi);
seen.minted = result.value.err;
const leaf = await parseLeafFromMintV1Transaction(umi, signature);
const [assetId] = findLeafAssetIdPda(umi, { merkleTree: merkleTree.publicKey, leafIndex: 0 });
seen.leaf = [leaf.nonce.toString(), leaf.id === assetId, leaf.owner === payer.publicKey];
seen.tree = merkleTree.publicKey;
seen.sequence = (await fetchMerkleTree(umi, merkleTree.publicKey)).tree.sequenceNumber.toString();

console.log(JSON.stringify(seen));
process.exit(0);
