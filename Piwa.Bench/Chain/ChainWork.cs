using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Bench.Chain;

/// <summary>The work that <see cref="ChainCommand"/> times, all of it on the thread that calls.</summary>
internal sealed class ChainWork : IDisposable
{
    public const int Leaves = 8_000;
    public const int AppendBatch = 256;
    public const int Appended = 128 * AppendBatch;
    public const int Transactions = 2_000;
    public const int Mints = LedgerBatches * TransactionsPerLedgerBatch * LedgerMintsPerTransaction;

    private const int LedgerBatches = 4;
    private const int TransactionsPerLedgerBatch = 128;
    private const int LedgerMintsPerTransaction = 6;
    private const int TreeDepth = 20;

    private readonly Keypair _wallet = Keypair.Generate();
    private readonly Hash256[] _leaves = new Hash256[AppendBatch];
    private readonly TreeSize _size = TreeSize.All.First(size => size.Depth == TreeDepth);
    private readonly PublicKey _tree;
    private readonly MintAccounts _accounts;
    private readonly EmbeddedLedger _ledger;
    private readonly MetadataArgs[] _metadata;
    private ulong _nonce;
    private ulong _ledgerNonce;

    public ChainWork()
    {
        using Keypair tree = Keypair.Generate();
        _tree = tree.PublicKey;
        _accounts = MintAccounts.For(_tree, _wallet.PublicKey, _wallet.PublicKey);
        _metadata =
        [
            .. Enumerable.Range(0, 64).Select(i => new MetadataArgs
            {
                Name = $"Piwa #{i % 10}",
                Symbol = "PIWA",
                Uri = "ar://" + new string((char)('a' + (i % 26)), 43),
                Creators = [new Creator(_wallet.PublicKey, IsVerified: true, Share: 100)],
            }),
        ];

        // In memory: the disk is another bench's.
        _ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions());
        _ledger.RequestAirdrop(_wallet.PublicKey, 1_000_000_000_000);
        Message create = Message.CompileLegacy(
            _wallet.PublicKey,
            [
                ComputeBudgetInstructions.SetComputeUnitLimit(400_000),
                SystemInstructions.CreateAccount(
                    _wallet.PublicKey, _tree, _size.RentLamports, (ulong)_size.AccountBytes, ProgramIds.SplAccountCompression),
                BubblegumInstructions.CreateTree(_tree, _size, _wallet.PublicKey, _wallet.PublicKey),
            ],
            _ledger.GetLatestBlockhash().Blockhash);
        _ledger.SendTransaction(Transaction.Sign(create, _wallet, tree).Bytes);
    }

    public int MintsPerTransaction { get; private set; }

    public void BuildLeaves()
    {
        for (int i = 0; i < Leaves; i++)
        {
            LeafSchema leaf = LeafSchema.ForMint(_tree, _nonce++, _wallet.PublicKey, _wallet.PublicKey, _metadata[i % _metadata.Length]);
            _leaves[i % _leaves.Length] = leaf.Hash();
        }
    }

    public void AppendLeaves()
    {
        ConcurrentMerkleTree tree = ConcurrentMerkleTree.Initialize(
            new byte[_size.AccountBytes], _size, _wallet.PublicKey, creationSlot: 0);
        for (int i = 0; i < Appended; i += AppendBatch)
        {
            if (tree.AppendBatch(_leaves) != TreeOutcome.Success)
                throw new InvalidOperationException("The tree is full.");
        }
    }

    /// <summary>What a lane does for a transaction once its leaves are known: encode, pack, compile and sign.</summary>
    public void BuildTransactions()
    {
        TransactionPacker packer = new(new TransactionPackerOptions { FeePayer = _wallet.PublicKey }, ComputeModel.ForMints());
        Hash256 blockhash = _ledger.GetLatestBlockhash().Blockhash;
        for (int i = 0, next = 0; i < Transactions; i++)
        {
            while (packer.TryAdd(new PackItem(Mint(next), InstructionCosts.MintV1Trace)))
                next++;
            PackedTransaction packed = packer.Take(microLamports: 1_000);
            MintsPerTransaction = packed.ItemCount;
            _ = Transaction.Sign(packed.Compile(blockhash), _wallet);
        }
    }

    /// <summary>Only the execution counts for the rate, but signing takes the smaller part; both are timed.</summary>
    public void ExecuteMints()
    {
        for (int batch = 0; batch < LedgerBatches; batch++)
        {
            Hash256 blockhash = _ledger.GetLatestBlockhash().Blockhash;
            ReadOnlyMemory<byte>[] transactions = new ReadOnlyMemory<byte>[TransactionsPerLedgerBatch];
            for (int i = 0; i < transactions.Length; i++)
            {
                Instruction[] mints = [.. Enumerable.Range(0, LedgerMintsPerTransaction).Select(j => Mint((i * LedgerMintsPerTransaction) + j))];

                // No two transactions may be the same.
                Instruction number = ComputeBudgetInstructions.SetComputeUnitPrice(++_ledgerNonce);
                transactions[i] = Transaction.Sign(Message.CompileLegacy(_wallet.PublicKey, [number, .. mints], blockhash), _wallet).Bytes;
            }

            foreach (TransactionOutcome outcome in _ledger.SendTransactions(transactions))
            {
                if (outcome.Disposition != TransactionDisposition.Succeeded)
                    throw new InvalidOperationException($"A mint failed: {outcome.Error}.");
            }
        }
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _wallet.Dispose();
    }

    private Instruction Mint(int number) => BubblegumInstructions.MintV1(
        _accounts, _wallet.PublicKey, _wallet.PublicKey, _metadata[number % _metadata.Length], _wallet.PublicKey);
}
