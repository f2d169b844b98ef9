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
    private readonly Queue<ReadOnlyMemory<byte>[][]> _signed = new();
    private readonly ReadOnlyMemory<byte> _signedMessage;
    private ulong _nonce;

    /// <param name="rounds">How often mints will be executed.</param>
    public ChainWork(int rounds)
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

        // In memory: the disk is another bench's. Slots are long, so that what is signed now may land in all rounds.
        _ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions { SlotDuration = TimeSpan.FromMinutes(1) });
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
        Hash256 blockhash = _ledger.GetLatestBlockhash().Blockhash;
        for (int round = 0; round < rounds; round++)
            _signed.Enqueue(SignRound(blockhash, round));
        _signedMessage = _signed.Peek()[0][0][(1 + Signature.Size)..];
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
    public void BuildTransactions() => Build(message => Transaction.Sign(message, _wallet));

    /// <summary>The same without signing.</summary>
    public void CompileTransactions() => Build(_ => null);

    /// <summary>Signs messages of a full transaction's length.</summary>
    public void Sign()
    {
        ReadOnlySpan<byte> message = _signedMessage.Span;
        for (int i = 0; i < Transactions; i++)
            _ = _wallet.Sign(message);
    }

    /// <summary>Executes what was signed before.</summary>
    public void ExecuteMints()
    {
        foreach (ReadOnlyMemory<byte>[] batch in _signed.Dequeue())
        {
            foreach (TransactionOutcome outcome in _ledger.SendTransactions(batch))
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

    private void Build(Func<Message, Transaction?> sign)
    {
        TransactionPacker packer = new(new TransactionPackerOptions { FeePayer = _wallet.PublicKey }, ComputeModel.ForMints());
        Hash256 blockhash = _ledger.GetLatestBlockhash().Blockhash;
        for (int i = 0, next = 0; i < Transactions; i++)
        {
            while (packer.TryAdd(new PackItem(Mint(next), InstructionCosts.MintV1Trace)))
                next++;
            PackedTransaction packed = packer.Take(microLamports: 1_000);
            MintsPerTransaction = packed.ItemCount;
            _ = sign(packed.Compile(blockhash));
        }
    }

    /// <summary>Signs what one round executes.</summary>
    private ReadOnlyMemory<byte>[][] SignRound(Hash256 blockhash, int round)
    {
        ReadOnlyMemory<byte>[][] batches = new ReadOnlyMemory<byte>[LedgerBatches][];
        ulong number = (ulong)(round * LedgerBatches * TransactionsPerLedgerBatch);
        for (int batch = 0; batch < LedgerBatches; batch++)
        {
            batches[batch] = new ReadOnlyMemory<byte>[TransactionsPerLedgerBatch];
            for (int i = 0; i < TransactionsPerLedgerBatch; i++)
            {
                // The price makes no two transactions the same.
                Instruction[] mints = [.. Enumerable.Range(i, LedgerMintsPerTransaction).Select(Mint)];
                Instruction price = ComputeBudgetInstructions.SetComputeUnitPrice(++number);
                Message message = Message.CompileLegacy(_wallet.PublicKey, [price, .. mints], blockhash);
                batches[batch][i] = Transaction.Sign(message, _wallet).Bytes;
            }
        }

        return batches;
    }

    private Instruction Mint(int number) => BubblegumInstructions.MintV1(
        _accounts, _wallet.PublicKey, _wallet.PublicKey, _metadata[number % _metadata.Length], _wallet.PublicKey);
}
