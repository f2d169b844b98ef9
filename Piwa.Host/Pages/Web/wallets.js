// Wallets of the browser: those of the Wallet Standard, and those that put themselves into the window.

const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const standard = [];

const register = (...wallets) => {
  for (const wallet of wallets) if (!standard.includes(wallet)) standard.push(wallet);
  dispatchEvent(new Event('piwa-wallets'));
  return () => { };
};
addEventListener('wallet-standard:register-wallet', event => event.detail({ register }));
dispatchEvent(new CustomEvent('wallet-standard:app-ready', { detail: { register } }));

/** The wallets that can sign a message: what they are called, and how each connects and signs. */
export function wallets() {
  const found = standard
    .filter(wallet => wallet.features['standard:connect'] && wallet.features['solana:signMessage'])
    .map(wallet => ({ name: wallet.name, connect: () => connectStandard(wallet) }));
  const own = [[window.phantom?.solana, 'Phantom'], [window.solana, 'Wallet of the browser'], [window.solflare, 'Solflare'], [window.backpack, 'Backpack']];
  for (const [provider, name] of own) {
    if (provider?.signMessage && provider.connect && !found.some(wallet => wallet.provider === provider || wallet.name === name)) {
      found.push({ name, provider, connect: () => connectProvider(provider) });
    }
  }
  return found;
}

/** The wallets that can pay: what they are called, and how each connects, signs a transaction and sends it. */
export function payers() {
  const found = standard
    .filter(wallet => wallet.features['standard:connect'] && wallet.features['solana:signAndSendTransaction'])
    .map(wallet => ({
      name: wallet.name,
      connect: async () => {
        const { accounts } = await wallet.features['standard:connect'].connect();
        const account = accounts.find(one => one.features.includes('solana:signAndSendTransaction')) ?? accounts[0];
        const chain = account.chains?.find(name => name.startsWith('solana:')) ?? 'solana:mainnet';
        return { address: account.address, pay: transaction => wallet.features['solana:signAndSendTransaction'].signAndSendTransaction({ account, transaction, chain }) };
      },
    }));
  return found;
}

/** Connects: the address, and what signs a text with its key. */
async function connectStandard(wallet) {
  const { accounts } = await wallet.features['standard:connect'].connect();
  const account = accounts.find(one => one.features.includes('solana:signMessage')) ?? accounts[0];
  if (!account) throw new Error(`${wallet.name} has given no account.`);
  return {
    address: account.address,
    sign: async text => {
      const [signed] = await wallet.features['solana:signMessage'].signMessage({ account, message: new TextEncoder().encode(text) });
      return base58(signed.signature);
    },
  };
}

async function connectProvider(provider) {
  const { publicKey } = await provider.connect();
  return {
    address: (publicKey ?? provider.publicKey).toString(),
    sign: async text => {
      const signed = await provider.signMessage(new TextEncoder().encode(text), 'utf8');
      return base58(signed.signature ?? signed);
    },
  };
}

/** Bytes in base58, as Solana writes addresses and signatures. */
export function base58(bytes) {
  let number = 0n;
  for (const byte of bytes) number = number * 256n + BigInt(byte);
  let text = '';
  for (; number > 0n; number /= 58n) text = digits[Number(number % 58n)] + text;
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
  return '1'.repeat(zeros) + text;
}
