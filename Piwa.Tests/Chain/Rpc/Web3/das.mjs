// Mints with umi and mpl-bubblegum against a served ledger, reads it with DAS, and prints what it saw as one JSON object.
// Argument: address of HTTP.
import { createUmi } from '@metaplex-foundation/umi-bundle-defaults';
import { generateSigner, keypairIdentity, none, publicKey, publicKeyBytes, sol, some } from '@metaplex-foundation/umi';
import { dasApi } from '@metaplex-foundation/digital-asset-standard-api';
import { fetchMerkleTree, getCurrentRoot, verifyLeaf } from '@metaplex-foundation/spl-account-compression';
import {
  createTree, findLeafAssetIdPda, findTreeConfigPda, getAssetWithProof, getMerkleProofAtIndex, getMerkleRoot, hashLeaf,
  hashMetadataCreators, hashMetadataData, mintV1, mplBubblegum,
} from '@metaplex-foundation/mpl-bubblegum';

const umi = createUmi(process.argv[2], 'confirmed').use(mplBubblegum()).use(dasApi());
const payer = generateSigner(umi);
umi.use(keypairIdentity(payer));
const seen = {};
const text = bytes => publicKey(bytes).toString();
const ids = list => list.items.map(item => item.id);
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

// A tree with three assets: two of a friend's, one of which a third may move, and one of the payer's.
await umi.rpc.airdrop(payer.publicKey, sol(10));
const depth = 5;
const merkleTree = generateSigner(umi);
await (await createTree(umi, { merkleTree, maxDepth: depth, maxBufferSize: 8 })).sendAndConfirm(umi);
const tree = merkleTree.publicKey;
const friend = generateSigner(umi).publicKey;
const third = generateSigner(umi).publicKey;
const collection = generateSigner(umi).publicKey;
const [authority] = findTreeConfigPda(umi, { merkleTree: tree });
const metadata = number => ({
  name: `Piwa #${number} ☃`, symbol: 'PIWA', uri: `ar://${number}`, sellerFeeBasisPoints: 250, primarySaleHappened: number === 1,
  isMutable: number !== 2, editionNonce: number === 1 ? some(7) : none(), tokenStandard: some(0), uses: none(), tokenProgramVersion: 0,
  collection: number === 2 ? some({ key: collection, verified: false }) : none(),
  creators: [{ address: payer.publicKey, verified: true, share: 60 }, { address: friend, verified: false, share: 40 }],
});
const owners = [friend, friend, payer.publicKey];
for (let number = 0; number < owners.length; number++) {
  await mintV1(umi, {
    leafOwner: owners[number], leafDelegate: number === 1 ? third : owners[number], merkleTree: tree, metadata: metadata(number),
  }).sendAndConfirm(umi);
}

const assets = owners.map((_, leafIndex) => findLeafAssetIdPda(umi, { merkleTree: tree, leafIndex })[0]);

// Each asset, whole.
const asset = await umi.rpc.getAsset(assets[1]);
seen.asset = same(asset, {
  interface: 'V1_NFT', id: assets[1],
  content: {
    $schema: 'https://schema.metaplex.com/nft1.0.json', json_uri: 'ar://1', files: [],
    metadata: { name: 'Piwa #1 ☃', symbol: 'PIWA', token_standard: 'NonFungible' }, links: {},
  },
  authorities: [{ address: authority, scopes: ['full'] }],
  compression: {
    eligible: false, compressed: true, data_hash: text(hashMetadataData(metadata(1))),
    creator_hash: text(hashMetadataCreators(metadata(1).creators)),
    asset_hash: text(hashLeaf(umi, { merkleTree: tree, owner: friend, delegate: third, leafIndex: 1, metadata: metadata(1) })),
    tree, seq: 2, leaf_id: 1,
  },
  grouping: [],
  royalty: { royalty_model: 'creators', target: null, percent: 0.025, basis_points: 250, primary_sale_happened: true, locked: false },
  creators: [{ address: payer.publicKey, share: 60, verified: true }, { address: friend, share: 40, verified: false }],
  ownership: { frozen: false, delegated: true, delegate: third, ownership_model: 'single', owner: friend },
  supply: { print_max_supply: 0, print_current_supply: 0, edition_nonce: 7 }, mutable: true, burnt: false,
}) || asset;
seen.batch = (await umi.rpc.getAssets([assets[2], third, assets[0]])).map(found => found && assets.indexOf(found.id));
const grouped = await umi.rpc.getAsset({ assetId: assets[2], displayOptions: { showUnverifiedCollections: true } });
seen.grouping = [
  same(grouped.grouping, [{ group_key: 'collection', group_value: collection, verified: false }]),
  (await umi.rpc.getAsset(assets[2])).grouping.length, grouped.mutable, grouped.ownership.delegate,
];

// Proofs: as the client makes them from the leaves, against the root on chain, and taken by the program.
const leaves = (await umi.rpc.getAssets(assets)).map(each => each.compression.asset_hash);
const root = text(getCurrentRoot((await fetchMerkleTree(umi, tree)).tree));
const proof = await umi.rpc.getAssetProof(assets[1]);
seen.proof = same(proof, {
  root, proof: getMerkleProofAtIndex(leaves, depth, 1), node_index: 2 ** depth + 1, leaf: leaves[1], tree_id: tree,
}) || proof;
seen.root = root === getMerkleRoot(leaves, depth);
const proofs = await umi.rpc.getAssetProofs([...assets, third]);
seen.proofs = [same(proofs[assets[1]], proof), proofs[assets[0]].leaf === leaves[0], proofs[third]];
const whole = await getAssetWithProof(umi, assets[2], { truncateCanopy: true });
seen.whole = [
  whole.leafOwner === payer.publicKey, whole.leafDelegate === payer.publicKey, whole.index, whole.nonce, text(whole.root) === root,
  same([...whole.dataHash], [...hashMetadataData(metadata(2))]), same([...hashMetadataData(whole.metadata)], [...whole.dataHash]),
];
seen.verified = (await verifyLeaf(umi, { merkleTree: tree, root: publicKeyBytes(proof.root), leaf: publicKeyBytes(proof.leaf), index: 1 })
  .addRemainingAccounts(proof.proof.map(node => ({ pubkey: node, isSigner: false, isWritable: false })))
  .sendAndConfirm(umi)).result.value.err;

// Lists, by page and by id.
const byOwner = await umi.rpc.getAssetsByOwner({ owner: friend, page: 1, sortBy: { sortBy: 'created', sortDirection: 'asc' } });
seen.byOwner = [byOwner.total, byOwner.limit, byOwner.page, same(ids(byOwner), assets.slice(0, 2)), same(byOwner.items[1], asset)];
const all = { creator: payer.publicKey, onlyVerified: true };
seen.byCreator = [
  ids(await umi.rpc.getAssetsByCreator({ ...all, page: 1 })).map(id => assets.indexOf(id)),
  (await umi.rpc.getAssetsByCreator({ creator: friend, onlyVerified: true })).total,
  (await umi.rpc.getAssetsByCreator({ creator: friend, onlyVerified: false })).total,
];
seen.byAuthority = [(await umi.rpc.getAssetsByAuthority({ authority })).total, (await umi.rpc.getAssetsByAuthority({ authority: tree })).total];
const group = { groupKey: 'collection', groupValue: collection };
seen.byGroup = [
  (await umi.rpc.getAssetsByGroup(group)).total,
  ids(await umi.rpc.getAssetsByGroup({ ...group, displayOptions: { showUnverifiedCollections: true } })).map(id => assets.indexOf(id)),
  (await umi.rpc.getGrouping(group)).group_size,
];
const pages = [];
for (let page = 1; page <= 3; page++)
  pages.push(ids(await umi.rpc.getAssetsByCreator({ ...all, page, limit: 2, sortBy: { sortBy: 'created', sortDirection: 'asc' } })).map(id => assets.indexOf(id)));
seen.pages = pages;
const read = [];
for (let cursor; ;) {
  const part = await umi.rpc.getAssetsByCreator({ ...all, limit: 2, cursor });
  if (part.items.length === 0)
    break;
  read.push(...ids(part));
  cursor = part.cursor;
}

const byId = [...assets].sort((left, right) => Buffer.compare(publicKeyBytes(left), publicKeyBytes(right)));
seen.cursor = same(read, byId);
seen.before = same(ids(await umi.rpc.getAssetsByCreator({ ...all, before: byId[2], limit: 1 })), [byId[1]]);
seen.search = [
  ids(await umi.rpc.searchAssets({ owner: friend, delegate: third, compressed: true, burnt: false, interface: 'V1_NFT', page: 1 })).map(id => assets.indexOf(id)),
  ids(await umi.rpc.searchAssets({ jsonUri: 'ar://2', tokenType: 'compressedNFT' })).map(id => assets.indexOf(id)),
  (await umi.rpc.searchAssets({ owner: friend, negate: true })).total,
  (await umi.rpc.searchAssets({ owner: friend, delegate: payer.publicKey, conditionType: 'any' })).total,
  (await umi.rpc.searchAssets({ owner: friend, frozen: true })).total,
];

// Transactions of a leaf, newest first; that which made the tree counts to leaf 0.
const signatures = await umi.rpc.getAssetSignatures({ assetId: assets[0] });
seen.signatures = [
  signatures.total, signatures.items.map(item => item.instruction), signatures.items.every(item => item.slot >= 0 && item.signature.length > 60),
  same((await umi.rpc.getAssetSignatures({ tree, leaf_index: 1 })).items.map(item => item.instruction), ['MintV1']),
];

// What is not there; the client passes the server's words over.
const refusal = call => call().catch(error => error.message.replace(third, 'X'));
seen.unknown = [
  await refusal(() => umi.rpc.getAsset(third)), await refusal(() => umi.rpc.getAssetProof(third)), await refusal(() => umi.rpc.getAsset('no key')),
];

console.log(JSON.stringify(seen));
process.exit(0);
