// Reads accounts of tokens, nonces and lookup tables with @solana/web3.js, and prints what it saw as one JSON object.
// Arguments: address of HTTP, then a mint, an account of it, its owner, a nonce, a lookup table.
import { Connection, PublicKey } from '@solana/web3.js';

const [address, ...texts] = process.argv.slice(2);
const [mint, account, owner, nonce, table] = texts.map(text => new PublicKey(text));
const connection = new Connection(address, 'confirmed');
const parsed = async key => (await connection.getParsedAccountInfo(key)).value.data;
const seen = {};

seen.mint = await parsed(mint);
seen.account = await parsed(account);
seen.nonce = await parsed(nonce);
seen.table = await parsed(table);
seen.owned = (await connection.getParsedTokenAccountsByOwner(owner, { mint })).value
  .map(found => [found.pubkey.toBase58(), found.account.data.parsed.info.tokenAmount.uiAmountString]);
seen.several = (await connection.getMultipleParsedAccounts([mint, owner])).value
  .map(found => Buffer.isBuffer(found.data) ? found.data.length : found.data.parsed.type);
const read = await connection.getNonce(nonce);
seen.readNonce = [read.authorizedPubkey.toBase58(), read.nonce];
const found = (await connection.getAddressLookupTable(table)).value;
seen.readTable = [found.isActive(), found.state.addresses.map(key => key.toBase58()), found.state.authority.toBase58()];
seen.supply = (await connection.getTokenAccountBalance(account)).value.amount;

console.log(JSON.stringify(seen));
process.exit(0);
