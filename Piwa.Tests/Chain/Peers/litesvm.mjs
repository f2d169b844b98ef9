// LiteSVM behind standard input and output: one JSON request a line, one JSON answer a line.
//   {op: "airdrop", key, lamports}     gives lamports
//   {op: "blockhash"}                  {blockhash}
//   {op: "expire"}                     makes the latest blockhash stale
//   {op: "warp", slot}                 goes to a slot
//   {op: "slot"}                       {slot}
//   {op: "send", bytes}                runs a signed transaction (hex): {ok, units, logs, error, calls}
//   {op: "simulate", bytes}            the same, and takes everything back
//   {op: "program", key, path}         adds a program from a file
//   {op: "account", key}               {data, lamports, owner}, or {} if there is none
import { createInterface } from 'node:readline';
import { LiteSVM, FailedTransactionMetadata } from 'litesvm';
import { getTransactionDecoder, lamports } from '@solana/kit';

const svm = new LiteSVM();
const decoder = getTransactionDecoder();

const hex = bytes => Buffer.from(bytes).toString('hex');

function describe(result) {
  const failed = result instanceof FailedTransactionMetadata;
  const meta = typeof result.meta === 'function' ? result.meta() : result;
  return {
    ok: !failed,
    units: meta.computeUnitsConsumed().toString(),
    logs: meta.logs(),
    error: failed ? result.toString() : null,
    calls: meta.innerInstructions().flatMap((list, outer) => list.map(call => ({
      outer,
      height: call.stackHeight(),
      program: call.instruction().programIdIndex(),
      accounts: hex(call.instruction().accounts()),
      data: hex(call.instruction().data()),
    }))),
  };
}

const operations = {
  airdrop: ({ key, lamports: amount }) => ({ ok: svm.airdrop(key, lamports(BigInt(amount))) !== null }),
  blockhash: () => ({ blockhash: svm.latestBlockhash() }),
  expire: () => { svm.expireBlockhash(); return {}; },
  warp: ({ slot }) => { svm.warpToSlot(BigInt(slot)); return {}; },
  slot: () => ({ slot: svm.getClock().slot.toString() }),
  send: ({ bytes }) => describe(svm.sendTransaction(decoder.decode(Buffer.from(bytes, 'hex')))),
  simulate: ({ bytes }) => describe(svm.simulateTransaction(decoder.decode(Buffer.from(bytes, 'hex')))),
  program: ({ key, path }) => { svm.addProgramFromFile(key, path); return {}; },
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
