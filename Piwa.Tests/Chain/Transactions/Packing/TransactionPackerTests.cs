using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Transactions.Packing;

/// <summary>How many fit, as measured with the real programs.</summary>
public sealed class TransactionPackerTests
{
    private static readonly PublicKey Payer = TestKeys.Key(100);
    private static readonly PublicKey Tree = TestKeys.Key(101);
    private static readonly PublicKey Core = TestKeys.Key(102);
    private static readonly MintAccounts Accounts = MintAccounts.For(Tree, Payer, Payer);

    // The bytes too are those that were measured, with a limit of compute units and no priority fee.
    public static TheoryData<string, bool, int, int, PackLimit> Measured => new()
    {
        { "V1 full", false, 6, 1200, PackLimit.Bytes },
        { "V1 full", true, 7, 1220, PackLimit.Bytes },
        { "V2 full", false, 5, 1108, PackLimit.Bytes },
        { "V2 full", true, 6, 1100, PackLimit.Bytes },
        { "V2 collection", false, 4, 1162, PackLimit.Bytes },
        { "V1 hash", false, 8, 1150, PackLimit.Bytes },
        { "V1 short", false, 14, 1220, PackLimit.Bytes },
        { "V1 short", true, 15, 1162, PackLimit.Trace },
        { "V2 short", false, 12, 1166, PackLimit.Trace },
        { "V2 short", true, 12, 1016, PackLimit.Trace },
        { "SPL append", false, 20, 1190, PackLimit.Bytes },
        { "MPL append", false, 20, 1190, PackLimit.Bytes },
    };

    [Theory]
    [MemberData(nameof(Measured))]
    public void AsManyFitAsWereMeasured(string kind, bool looksUp, int count, int bytes, PackLimit closedBy)
    {
        ComputeModel model = kind.EndsWith("append", StringComparison.Ordinal) ? ComputeModel.ForAppends() : ComputeModel.ForMints();
        PackedTransaction packed = Fill(new TransactionPacker(Options(looksUp), model), index => Item(kind, index));
        Assert.Equal((count, bytes, closedBy), (packed.ItemCount, packed.Bytes, packed.ClosedBy));
        Check(packed);
    }

    [Theory]
    [InlineData("V1 full", false, 6, 1212)]
    [InlineData("V1 full", true, 7, 1232)]
    [InlineData("V2 full", false, 5, 1120)]
    [InlineData("V2 full", true, 6, 1112)]
    public void PriorityFeeTakesTwelveBytes(string kind, bool looksUp, int count, int bytes)
    {
        TransactionPackerOptions options = Options(looksUp);
        options.BidsPriorityFee = true;
        PackedTransaction packed = Fill(new TransactionPacker(options, ComputeModel.ForMints()), index => Item(kind, index), price: 9);
        Assert.Equal((count, bytes), (packed.ItemCount, packed.Bytes));
        Check(packed);
    }

    [Fact]
    public void NineFitWithoutComputeBudget()
    {
        TransactionPackerOptions options = Options(looksUp: false);
        options.LimitsComputeUnits = false;
        PackedTransaction packed = Fill(new TransactionPacker(options, ComputeModel.ForMints()), index => Item("V1 hash", index));
        Assert.Equal(9, packed.ItemCount);
        Check(packed);
    }

    [Fact]
    public void OwnersOfTheirOwnTakeRoomUnlessATableHasThem()
    {
        PublicKey[] owners = [.. Enumerable.Range(200, 30).Select(TestKeys.Key)];
        PackItem To(int index) => new(
            BubblegumInstructions.MintV1(Accounts, owners[index], owners[index], Full(index)), InstructionCosts.MintV1Trace);
        Assert.Equal(5, Fill(new TransactionPacker(Options(looksUp: false), ComputeModel.ForMints()), To).ItemCount);

        TransactionPackerOptions options = Options(looksUp: true);
        options.LookupTables = [.. options.LookupTables!, new AddressLookupTable(TestKeys.Key(300), owners)];
        PackedTransaction packed = Fill(new TransactionPacker(options, ComputeModel.ForMints()), To);
        Assert.Equal(6, packed.ItemCount);
        Check(packed);
    }

    [Fact]
    public void NonceGoesFirstAndTheLimitAndPriceAreWritten()
    {
        TransactionPackerOptions options = Options(looksUp: false);
        options.BidsPriorityFee = true;
        options.Leading = [SystemInstructions.AdvanceNonceAccount(TestKeys.Key(1), Payer)];
        options.LoadedAccountsDataSizeLimit = 12_345;
        TransactionPacker packer = new(options, ComputeModel.ForMints());
        PackedTransaction packed = Fill(packer, index => Item("V1 full", index), price: 77);
        Assert.Same(options.Leading[0], packed.Instructions[0]);
        Assert.Equal(
            [
                ComputeBudgetInstructions.SetComputeUnitLimit(packed.ComputeUnitLimit).Data.ToArray(),
                ComputeBudgetInstructions.SetComputeUnitPrice(77).Data.ToArray(),
                ComputeBudgetInstructions.SetLoadedAccountsDataSizeLimit(12_345).Data.ToArray(),
            ],
            packed.Instructions.Skip(1).Take(3).Select(instruction => instruction.Data.ToArray()));
        Check(packed);
    }

    [Fact]
    public void ComputeUnitsCloseATransactionOfDearInstructions()
    {
        ComputeModel model = new(firstUnits: 400_000, furtherUnits: 300_000);
        PackedTransaction packed = Fill(new TransactionPacker(Options(looksUp: false), model), index => Item("V1 short", index));

        // 400,000 + 2 x 300,000 and a tenth is 1,100,000; one more is 1,430,000.
        Assert.Equal((3, PackLimit.ComputeUnits), (packed.ItemCount, packed.ClosedBy));
        Assert.InRange(packed.ComputeUnitLimit, 1_100_000u, 1_101_000u);
    }

    [Fact]
    public void OneInstructionMayAskForAllThereIs()
    {
        ComputeModel model = new(firstUnits: 1_400_000, furtherUnits: 1_400_000);
        TransactionPacker packer = new(Options(looksUp: false), model);
        Assert.True(packer.TryAdd(Item("V1 short", 0)));
        Assert.False(packer.TryAdd(Item("V1 short", 1)));
        Assert.Equal(ComputeBudgetInstructions.MaximumComputeUnits, packer.Take().ComputeUnitLimit);
    }

    [Fact]
    public void AccountsCloseATransaction()
    {
        // Payer, program and compute budget leave 61 of 64.
        PublicKey[] keys = [.. Enumerable.Range(400, 62).Select(TestKeys.Key)];
        TransactionPackerOptions options = new() { FeePayer = Payer, LookupTables = [new AddressLookupTable(TestKeys.Key(300), keys)] };
        TransactionPacker packer = new(options, new ComputeModel(1_000, 1_000));
        PackedTransaction packed = Fill(packer, index => new PackItem(
            new Instruction(
                TestKeys.Key(1), [AccountMeta.Writable(keys[2 * index]), AccountMeta.Writable(keys[(2 * index) + 1])], new byte[1]),
            TraceLength: 1));
        Assert.Equal((30, PackLimit.Accounts), (packed.ItemCount, packed.ClosedBy));
    }

    [Fact]
    public void WhatFitsNoTransactionIsRefusedAtOnce()
    {
        TransactionPacker packer = new(Options(looksUp: false), ComputeModel.ForMints());
        PackItem large = new(new Instruction(TestKeys.Key(1), [], new byte[1_200]), 1);
        Assert.Throws<TransactionTooLargeException>(() => packer.TryAdd(large));
        Assert.Equal(0, packer.Count);
        Assert.Throws<InvalidOperationException>(() => packer.Take());
        Assert.Throws<ArgumentOutOfRangeException>(() => packer.TryAdd(Item("V1 full", 0) with { TraceLength = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => packer.TryAdd(Item("V1 full", 0) with { TraceLength = 64 }));
        Assert.True(packer.TryAdd(Item("V1 full", 0) with { TraceLength = 63 }));
    }

    [Fact]
    public void InvalidOptionsAreNamedTogether()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new TransactionPacker(
            new TransactionPackerOptions { LoadedAccountsDataSizeLimit = 0, Leading = new Instruction[5] }, ComputeModel.ForMints()));
        Assert.Contains("FeePayer", error.Message, StringComparison.Ordinal);
        Assert.Contains("Leading", error.Message, StringComparison.Ordinal);
        Assert.Contains("LoadedAccountsDataSizeLimit", error.Message, StringComparison.Ordinal);

        TransactionPacker packer = new(Options(looksUp: false), ComputeModel.ForMints());
        packer.TryAdd(Item("V1 full", 0));
        Assert.Throws<ArgumentException>(() => packer.Take(microLamports: 1));
    }

    private static PackedTransaction Fill(TransactionPacker packer, Func<int, PackItem> make, ulong price = 0)
    {
        while (packer.TryAdd(make(packer.Count)))
        {
        }

        return packer.Take(price);
    }

    private static void Check(PackedTransaction packed)
    {
        Message message = packed.Compile(TestKeys.Leaf(1));
        Assert.Equal(packed.Bytes, message.Bytes.Length + 1 + (Signature.Size * message.Header.RequiredSignatureCount));
        Assert.InRange(packed.Bytes, 1, Transaction.MaximumBytes);
        Assert.InRange(packed.TraceLength, 1, Transaction.MaximumTraceLength);
        Assert.InRange(packed.ComputeUnitLimit, 1u, ComputeBudgetInstructions.MaximumComputeUnits);
    }

    private static TransactionPackerOptions Options(bool looksUp) => new()
    {
        FeePayer = Payer,
        BidsPriorityFee = false,
        LookupTables = looksUp
            ?
            [
                new AddressLookupTable(
                    TestKeys.Key(103),
                    [
                        Accounts.TreeAuthority, Tree, ProgramIds.SplNoop, ProgramIds.SplAccountCompression, ProgramIds.System,
                        ProgramIds.MplNoop, ProgramIds.MplAccountCompression, ProgramIds.MplCore,
                    ]),
            ]
            : null,
    };

    private static MetadataArgs Full(int index) => new()
    {
        Name = "Piwa #" + (index % 10),
        Symbol = "PIWA",
        Uri = "ar://" + new string('x', 43),
        Creators = [new Creator(Payer, true, 100)],
    };

    private static MetadataArgsV2 FullV2(MetadataArgs full, PublicKey? collection) => new()
    {
        Name = full.Name,
        Symbol = full.Symbol,
        Uri = full.Uri,
        Creators = full.Creators,
        Collection = collection,
    };

    private static PackItem Item(string kind, int index)
    {
        MetadataArgs full = Full(index);
        return kind switch
        {
            "V1 full" => V1(full),
            "V1 hash" => V1(new MetadataArgs { Name = "Piwa1", Symbol = "PIWA", Uri = new string('x', 43) }),
            "V1 short" => V1(new MetadataArgs { Uri = new string('x', 15) }),
            "V2 full" => V2(FullV2(full, collection: null)),
            "V2 short" => V2(new MetadataArgsV2 { Uri = new string('x', 15) }),
            "V2 collection" => V2(FullV2(full, Core)),
            "SPL append" => Append(CompressionProgram.Spl),
            "MPL append" => Append(CompressionProgram.Mpl),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

        static PackItem V1(MetadataArgs metadata) =>
            new(BubblegumInstructions.MintV1(Accounts, Payer, Payer, metadata), InstructionCosts.MintV1Trace);

        static PackItem V2(MetadataArgsV2 metadata) => new(
            BubblegumInstructions.MintV2(Accounts, Payer, Payer, metadata),
            metadata.Collection is null ? InstructionCosts.MintV2Trace : InstructionCosts.MintV2CollectionTrace);

        PackItem Append(CompressionProgram program) =>
            new(CompressionInstructions.Append(program, Tree, Payer, Keccak256.Hash([(byte)index])), InstructionCosts.AppendTrace);
    }
}
