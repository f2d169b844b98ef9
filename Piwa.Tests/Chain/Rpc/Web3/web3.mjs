// Uses a served ledger as any program with @solana/web3.js would, and prints what it saw as one JSON object.
// Arguments: address of HTTP, transaction that creates a tree, transaction that mints (both base64), the tree's address.
// WebSockets are found where web3.js looks for them: on the next port.
import {
  Connection, Keypair, LAMPORTS_PER_SOL, PublicKey, SendTransactionError, SystemProgram, Transaction, TransactionMessage,
  VersionedTransaction, sendAndConfirmTransaction,
} from '@solana/web3.js';

const [address, createTree, mint, treeText] = process.argv.slice(2);
const connection = new Connection(address, 'confirmed');
const tree = new PublicKey(treeText);
const payer = Keypair.generate();
const friend = Keypair.generate();
const seen = {};

const told = subscribe => new Promise(resolve => subscribe((...values) => resolve(values)));
const confirm = async signature => {
  const latest = await connection.getLatestBlockhash();
  return (await connection.confirmTransaction({ signature, ...latest })).value.err;
};

// web3.js subscribes in the background, and tells nobody when it has.
const subscribed = async () => {
  while (!Object.values(connection._subscriptionsByHash).every(subscription => subscription.state === 'subscribed'))
    await new Promise(resolve => setTimeout(resolve, 20));
};

// Money, and the calls that tell of the cluster.
const airdrop = await connection.requestAirdrop(payer.publicKey, 5 * LAMPORTS_PER_SOL);
seen.airdrop = await confirm(airdrop);
seen.balance = await connection.getBalance(payer.publicKey);
seen.version = (await connection.getVersion())['solana-core'];
seen.genesis = await connection.getGenesisHash();
seen.epoch = (await connection.getEpochInfo()).slotsInEpoch;
seen.rent = await connection.getMinimumBalanceForRentExemption(165);
seen.slot = await connection.getSlot();

// A transfer, told by WebSocket in three ways.
const transfer = new Transaction().add(SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: friend.publicKey, lamports: LAMPORTS_PER_SOL }));
const changed = told(listen => connection.onAccountChange(friend.publicKey, listen));
const logged = told(listen => connection.onLogs(friend.publicKey, listen));
await subscribed();
const signature = await connection.sendTransaction(transfer, [payer]);
const landed = told(listen => connection.onSignature(signature, listen));
seen.landed = (await landed)[0].err;
seen.changed = (await changed)[0].lamports;
seen.logged = (await logged)[0].logs.some(line => line.includes('success'));
seen.confirmed = await confirm(signature);
const status = (await connection.getSignatureStatuses([signature], { searchTransactionHistory: true })).value[0];
seen.status = [status.confirmationStatus, status.err];
const read = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
seen.fee = read.meta.fee;
seen.moved = read.meta.postBalances[1] - read.meta.preBalances[1];
seen.history = (await connection.getSignaturesForAddress(friend.publicKey)).map(info => info.signature === signature);
seen.messageFee = (await connection.getFeeForMessage(transfer.compileMessage())).value;
seen.prices = (await connection.getRecentPrioritizationFees({ lockedWritableAccounts: [payer.publicKey] })).length > 0;

// The same in version 0, and both ways of confirming at once.
const { blockhash } = await connection.getLatestBlockhash();
const versioned = new VersionedTransaction(new TransactionMessage({
  payerKey: payer.publicKey, recentBlockhash: blockhash,
  instructions: [SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: friend.publicKey, lamports: 5 })],
}).compileToV0Message());
versioned.sign([payer]);
seen.simulated = (await connection.simulateTransaction(versioned)).value.err;
const second = await connection.sendTransaction(versioned);
seen.versioned = [await confirm(second), (await connection.getTransaction(second, { maxSupportedTransactionVersion: 0 })).version];
const third = new Transaction().add(SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: friend.publicKey, lamports: 7 }));
seen.sentAndConfirmed = (await sendAndConfirmTransaction(connection, third, [payer])).length > 60;

// What fails, fails as web3.js expects.
const tooMuch = new Transaction().add(SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: friend.publicKey, lamports: 1e15 }));
try {
  await connection.sendTransaction(tooMuch, [payer]);
} catch (error) {
  seen.refused = [error instanceof SendTransactionError, error.message.includes('custom program error: 0x1'), error.logs.length > 0];
}

try {
  await connection.getParsedTransaction(signature, { maxSupportedTransactionVersion: 0 });
} catch (error) {
  seen.parsed = error.message.includes('jsonParsed is not offered here');
}

// A tree and a compressed NFT in it.
seen.tree = await confirm(await connection.sendRawTransaction(Buffer.from(createTree, 'base64')));
const minted = await connection.sendRawTransaction(Buffer.from(mint, 'base64'));
seen.minted = await confirm(minted);
const details = await connection.getTransaction(minted, { maxSupportedTransactionVersion: 0 });
seen.inner = details.meta.innerInstructions[0].instructions.map(call =>
  details.transaction.message.getAccountKeys().get(call.programIdIndex).toBase58());
const account = await connection.getAccountInfo(tree);
seen.leaves = [account.owner.toBase58(), account.data.readBigUInt64LE(56).toString()];
const several = await connection.getMultipleAccountsInfo([tree, Keypair.generate().publicKey], { dataSlice: { offset: 0, length: 4 } });
seen.several = [several[0].data.length, several[1]];

console.log(JSON.stringify(seen));
process.exit(0);
