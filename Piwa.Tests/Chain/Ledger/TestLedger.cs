using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Ledger;

/// <summary>An embedded ledger in a directory of its own, under a clock that stands still, with a wallet that has lamports.</summary>
internal sealed class TestLedger : IDisposable
{
    public const ulong Funds = 1_000_000_000_000;

    private readonly TemporaryDirectory _directory = new();

    public TestLedger(Action<EmbeddedLedgerOptions>? configure = null)
    {
        Configure = configure;
        Ledger = Open();
        Ledger.RequestAirdrop(Payer.PublicKey, Funds);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public Keypair Payer { get; } = TestKeys.Pair("payer");

    public EmbeddedLedger Ledger { get; private set; }

    public string Directory => _directory.Path;

    public string LogPath => _directory["ledger.log"];

    private Action<EmbeddedLedgerOptions>? Configure { get; }

    public EmbeddedLedger Reopen()
    {
        Ledger.Dispose();
        return Ledger = Open();
    }

    /// <summary>Serves it on ports that are free.</summary>
    public LedgerServer Serve() => LedgerServer.Start(Ledger, new LedgerServerOptions { Port = 0 });

    public Transaction Build(params Instruction[] instructions) => Build([], instructions);

    public Transaction Build(Keypair[] signers, params Instruction[] instructions) => Transaction.Sign(
        Message.CompileLegacy(Payer.PublicKey, instructions, Ledger.GetLatestBlockhash().Blockhash), [Payer, .. signers]);

    public Signature Send(params Instruction[] instructions) => Ledger.SendTransaction(Build(instructions).Bytes);

    public Signature Send(Keypair[] signers, params Instruction[] instructions) =>
        Ledger.SendTransaction(Build(signers, instructions).Bytes);

    /// <summary>The error that turns a transaction away.</summary>
    public TransactionError Refusal(params Instruction[] instructions) => Refusal([], instructions);

    public TransactionError Refusal(Keypair[] signers, params Instruction[] instructions) => Reject(Build(signers, instructions).Bytes);

    /// <summary>The error that turns bytes away.</summary>
    public TransactionError Reject(ReadOnlyMemory<byte> transaction)
    {
        TransactionOutcome outcome = Ledger.SendTransactions([transaction])[0];
        Assert.Equal(TransactionDisposition.Rejected, outcome.Disposition);
        return outcome.Error!;
    }

    /// <summary>Instructions that create an account for a tree and make the tree.</summary>
    public Instruction[] CreateTree(Keypair tree, TreeSize size, bool isPublic = false) =>
    [
        SystemInstructions.CreateAccount(
            Payer.PublicKey, tree.PublicKey, size.RentLamports, (ulong)size.AccountBytes, ProgramIds.SplAccountCompression),
        BubblegumInstructions.CreateTree(tree.PublicKey, size, Payer.PublicKey, Payer.PublicKey, isPublic),
    ];

    public PublicKey CreatedTree(string name, TreeSize size, bool isPublic = false)
    {
        using Keypair tree = TestKeys.Pair(name);
        Send([tree], CreateTree(tree, size, isPublic));
        return tree.PublicKey;
    }

    public Instruction Mint(PublicKey tree, int number) => BubblegumInstructions.MintV1(
        MintAccounts.For(tree, Payer.PublicKey, Payer.PublicKey), TestKeys.Key(number), TestKeys.Key(number), Metadata(number));

    public static MetadataArgs Metadata(int number) => new() { Name = $"Piwa #{number}", Symbol = "PIWA", Uri = "ar://x" };

    public TreeConfig Config(PublicKey tree) =>
        TreeConfig.Parse(Ledger.GetAccountInfo(ProgramAddress.TreeAuthority(tree))!.Data.Span);

    public ConcurrentMerkleTree Tree(PublicKey tree) => ConcurrentMerkleTree.Open(Ledger.GetAccountInfo(tree)!.Data.ToArray());

    public void Dispose()
    {
        Ledger.Dispose();
        Payer.Dispose();
        _directory.Dispose();
    }

    private EmbeddedLedger Open()
    {
        // Tests tear files by hand; a flush per transaction would only slow them down.
        EmbeddedLedgerOptions options = new() { TimeProvider = Clock, FlushToDisk = false };
        Configure?.Invoke(options);
        return EmbeddedLedger.Open(_directory.Path, options);
    }
}
