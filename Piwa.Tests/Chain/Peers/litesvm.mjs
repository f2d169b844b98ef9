// LiteSVM behind standard input and output: one JSON request a line, one JSON answer a line.
//   {op: "airdrop", key, lamports}     gives lamports
//   {op: "blockhash"}                  {blockhash}
//   {op: "expire"}                     makes the latest blockhash stale
//   {op: "warp", slot}                 goes to a slot
//   {op: "slot"}                       {slot}
//   {op: "send", bytes}                runs a signed transaction (hex): {ok, units, logs, error}
//   {op: "account", key}               {data, lamports, owner}, or {} if there is none
import { createInterface } from 'node:readline';
import { LiteSVM, FailedTransactionMetadata } from 'litesvm';
import { getTransactionDecoder, lamports } from '@solana/kit';

const svm = new LiteSVM();
const decoder = getTransactionDecoder();

const operations = {
  airdrop: ({ key, lamports: amount }) => ({ ok: svm.airdrop(key, lamports(BigInt(amount))) !== null }),
  blockhash: () => ({ blockhash: svm.latestBlockhash() }),
  expire: () => { svm.expireBlockhash(); return {}; },
  warp: ({ slot }) => { svm.warpToSlot(BigInt(slot)); return {}; },
  slot: () => ({ slot: svm.getClock().slot.toString() }),
  send: ({ bytes }) => {
    const result = svm.sendTransaction(decoder.decode(Buffer.from(bytes, 'hex')));
    const failed = result instanceof FailedTransactionMetadata;
    const meta = failed ? result.meta() : result;
    return {
      ok: !failed, units: meta.computeUnitsConsumed().toString(), logs: meta.logs(), error: failed ? result.toString() : null,
    };
  },
  account: ({ key }) => {
    const account = svm.getAccount(key);
    return account.exists
      ? { data: Buffer.from(account.data).toString('hex'), lamports: account.lamports.toString(), owner: account.programAddress }
      : {};
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify(operations[request.op](request)));
}
