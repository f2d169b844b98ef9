using CsCheck;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Minting;

public sealed class LeafBatchTests
{
    private static readonly Keypair Pair = TestKeys.Pair("payer");
    private static readonly PublicKey Payer = Pair.PublicKey;
    private static readonly MintingKind Kind = new(LeafVersion.V1, collection: null);

    // As measured with the real programs: six mints of ordinary metadata with one creator, nine of a name and a hash.
    [Theory]
    [InlineData("ordinary", 6)]
    [InlineData("hash only", 9)]
    [InlineData("short", 14)]
    [InlineData("empty", 16)]
    public void TransactionsHoldAsManyMintsAsWereMeasured(string metadata, int expected)
    {
        MetadataArgs args = metadata switch
        {
            "ordinary" => new MetadataArgs
            {
                Name = "Piwa #12",
                Symbol = "PIWA",
                Uri = new string('u', 48),
                Creators = [new Creator(Payer, false, 100)]
            },
            "hash only" => new MetadataArgs { Name = "Piwa #12", Uri = new string('u', 43) },
            "short" => new MetadataArgs { Uri = new string('u', 15) },
            _ => new MetadataArgs(),
        };
        MintRequest[] requests = [.. Enumerable.Repeat(new MintRequest(args, Payer), 100)];
        LeafBatch batch = Pack(Tree(), requests, 0, 3);
        Assert.Equal([expected, expected, expected], batch.Transactions.Select(transaction => transaction.Count));
        Assert.Equal(3 * expected, batch.Leaves.Count);
    }

    [Fact]
    public void BatchEndsWithTheTreeTheListAndTheCount()
    {
        MintRequest[] requests = LaneTestSupport.Requests(100);
        LaneTree nearlyFull = Tree(depth: 5, leafCount: 29);
        Assert.Equal(3, Pack(nearlyFull, requests, 0, 256).Leaves.Count);
        Assert.Equal(2, Pack(Tree(), requests, 98, 256).Leaves.Count);
        Assert.Equal(2, Pack(Tree(), requests, 0, 2).Transactions.Count);
    }

    [Fact]
    public void SizerAgreesWithTheCompiler() =>
        Gen.Select(
            Gen.Select(Gen.Int[0, 12], Gen.Bool, Gen.Bool).Array[0, 12],
            Gen.Int[0, 12],
            Gen.Byte.Array[0, 200]).Array[1, 12].Sample(planned =>
        {
            TransactionSizer sizer = new(TestKeys.Key(0));
            List<Instruction> taken = [];
            foreach (((int Key, bool IsSigner, bool IsWritable)[] accounts, int program, byte[] data) in planned)
            {
                Instruction instruction = new(
                    TestKeys.Key(program),
                    [.. accounts.Select(account => new AccountMeta(TestKeys.Key(account.Key), account.IsSigner, account.IsWritable))],
                    data);
                int before = sizer.Bytes;
                bool fits = SizeOf([.. taken, instruction]) <= Transaction.MaximumBytes;
                if (sizer.TryAdd(instruction) != fits)
                    return false;
                if (fits)
                    taken.Add(instruction);
                else if (sizer.Bytes != before)
                    return false;
                if (sizer.Bytes != SizeOf(taken))
                    return false;
            }

            return true;
        }, iter: 1_000);

    private static LeafBatch Pack(LaneTree tree, MintRequest[] requests, int first, int transactionCount) => LeafBatch.Pack(
        tree, Payer, Kind.TraceLength, new MintList(requests, new MintingLaneOptions { Payer = Pair, TreeDelegate = Pair }), first, transactionCount);

    private static LaneTree Tree(int depth = 14, long leafCount = 0)
    {
        PublicKey address = TestKeys.Key(9);
        return new LaneTree(
            0, address, Kind.AuthorityOf(address, Payer), TreeSize.ForLeaves(1L << depth), firstIndex: 0, leafCount);
    }

    private static int SizeOf(List<Instruction> instructions)
    {
        Message message = Message.CompileLegacy(TestKeys.Key(0), instructions, default);
        return 1 + (64 * message.Header.RequiredSignatureCount) + message.Bytes.Length;
    }
}
