using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Planning;

/// <summary>Plans how a campaign's assets get onto the chain: trees, transactions, SOL and days.</summary>
/// <remarks>
/// How much fits a transaction is not assumed: real instructions are packed, by the packer that lanes use, with the compute units that
/// were measured with the real programs.
/// </remarks>
public static class MintPlanner
{
    /// <summary>A transaction that creates a tree, and one that makes and fills a lookup table.</summary>
    private const int TransactionsPerTree = 1;
    private const int TransactionsPerLookupTable = 2;

    /// <summary>The addresses that all transactions of a lane share: programs, tree, its authority, delegate and owner.</summary>
    private const int SharedAddresses = 12;

    private const int FullShare = 100;
    private const byte FirstCreator = 100;

    private const ulong MicroLamportsPerLamport = 1_000_000;

    /// <summary>Plans one way.</summary>
    /// <param name="method">How assets get onto the chain.</param>
    /// <param name="options">What to plan for.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="TransactionTooLargeException">Not even one asset fits a transaction.</exception>
    public static MintPlan Plan(PlanMethod method, MintPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        NetworkLimits network = options.Network;
        long leaves = method == PlanMethod.Anchor ? DivideUp(options.AssetCount, options.ShardAssets) : options.AssetCount;
        List<PlannedTrees> trees = PlanTrees(leaves, options.TreeDepth);
        long treeCount = trees.Sum(group => group.Count);
        PackedTransaction full = Pack(method, options);
        ComputeModel compute = ComputeOf(method);
        double units = compute.Expect(full.ItemCount, full.KnownUnits);

        // A transaction writes into one tree, so that the last one of each tree may not be full.
        long sent = trees.Sum(group => group.Count * DivideUp(group.LeafCount, full.ItemCount));
        int tables = options.UsesLookupTable ? options.LaneCount : 0;
        long transactions = sent + (treeCount * TransactionsPerTree) + ((long)tables * TransactionsPerLookupTable);
        int signatures = options.PayerIsDelegate ? 1 : 2;
        int lanes = (int)Math.Min(options.LaneCount, treeCount);
        (double perSecond, PlanBottleneck bottleneck) = TransactionRate(network, units, lanes);
        return new MintPlan
        {
            Method = method,
            Trees = trees,
            LaneCount = lanes,
            LeavesPerTransaction = full.ItemCount,
            ClosedBy = full.ClosedBy,
            UnitsPerTransaction = (long)units,
            UnitLimit = full.ComputeUnitLimit,
            TransactionCount = transactions,
            RentLamports = RentOf(method, trees, tables),
            BaseFeeLamports = (UInt128)transactions * network.LamportsPerSignature * (ulong)signatures,
            PriorityFeeLamports = (UInt128)sent * full.ComputeUnitLimit * network.MicroLamportsPerUnit / MicroLamportsPerLamport,
            ProtocolFeeLamports = method is PlanMethod.MintV2 or PlanMethod.MintV2Collection
                ? (UInt128)options.AssetCount * network.MintV2Lamports
                : 0,
            AssetsPerSecond = perSecond * full.ItemCount * (method == PlanMethod.Anchor ? options.ShardAssets : 1),
            Duration = TimeSpan.FromSeconds(Math.Min(sent / perSecond, TimeSpan.MaxValue.TotalSeconds / 2)),
            Bottleneck = bottleneck,
        };
    }

    /// <summary>Full trees of the depth, and one for the rest.</summary>
    private static List<PlannedTrees> PlanTrees(long leaves, int depth)
    {
        TreeSize full = TreeSize.All.First(size => size.Depth == depth);
        List<PlannedTrees> trees = [];
        if (leaves >= full.Capacity)
            trees.Add(new PlannedTrees(leaves / full.Capacity, full, full.Capacity));
        if (leaves % full.Capacity is var rest and not 0)
            trees.Add(new PlannedTrees(1, TreeSize.ForLeaves(rest, depth), rest));
        return trees;
    }

    /// <summary>Packs a full transaction of the first leaves of a tree.</summary>
    private static PackedTransaction Pack(PlanMethod method, MintPlanOptions options)
    {
        PublicKey tree = KeyOf(1);
        PublicKey payer = KeyOf(2);
        PublicKey treeDelegate = options.PayerIsDelegate ? payer : KeyOf(3);
        MintAccounts accounts = MintAccounts.For(tree, payer, treeDelegate);
        Func<int, PackItem> itemAt = method switch
        {
            PlanMethod.MintV1 => leaf => new PackItem(
                BubblegumInstructions.MintV1(accounts, payer, payer, MetadataV1(options)),
                InstructionCosts.MintV1Trace,
                InstructionCosts.MintSearchUnits(tree, (ulong)leaf)),
            PlanMethod.MintV2 => leaf => new PackItem(
                BubblegumInstructions.MintV2(accounts, payer, payer, MetadataV2(options, collection: null)),
                InstructionCosts.MintV2Trace,
                InstructionCosts.MintSearchUnits(tree, (ulong)leaf)),
            PlanMethod.MintV2Collection => leaf => new PackItem(
                BubblegumInstructions.MintV2(accounts, payer, payer, MetadataV2(options, KeyOf(4)), treeDelegate),
                InstructionCosts.MintV2CollectionTrace,
                InstructionCosts.MintSearchUnits(tree, (ulong)leaf)),
            PlanMethod.Anchor => leaf => new PackItem(
                CompressionInstructions.Append(CompressionProgram.Spl, tree, payer, Keccak256.Hash([(byte)leaf])),
                InstructionCosts.AppendTrace),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method."),
        };
        AddressLookupTable[]? tables = options.UsesLookupTable
            ? [new AddressLookupTable(KeyOf(5), [.. itemAt(0).Instruction.Accounts.Select(meta => meta.Key).Distinct()])]
            : null;
        bool bids = options.Network.MicroLamportsPerUnit != 0;
        TransactionPacker packer = new(
            new TransactionPackerOptions { FeePayer = payer, LookupTables = tables, BidsPriorityFee = bids }, ComputeOf(method));
        for (int leaf = 0; packer.TryAdd(itemAt(leaf)); leaf++)
        {
        }

        return packer.Take(options.Network.MicroLamportsPerUnit);
    }

    private static ComputeModel ComputeOf(PlanMethod method) =>
        method == PlanMethod.Anchor ? ComputeModel.ForAppends() : ComputeModel.ForMints();

    /// <summary>Transactions in a second, and what limits them.</summary>
    private static (double PerSecond, PlanBottleneck Bottleneck) TransactionRate(NetworkLimits network, double units, int lanes)
    {
        double slots = 1 / network.SlotDuration.TotalSeconds;
        double ofLanes = lanes / network.ConfirmationTime.TotalSeconds;
        double ofTrees = lanes * Math.Floor(network.BlockUnits * network.AccountShare / units) * slots;
        double ofBlocks = network.BlockUnits * network.BlockShare / units * slots;
        return (ofLanes <= ofTrees, ofLanes <= ofBlocks, ofTrees <= ofBlocks) switch
        {
            (true, true, _) => (ofLanes, PlanBottleneck.Lanes),
            (false, _, true) => (ofTrees, PlanBottleneck.Trees),
            _ => (ofBlocks, PlanBottleneck.Blocks),
        };
    }

    private static UInt128 RentOf(PlanMethod method, List<PlannedTrees> trees, int tables)
    {
        ulong config = method == PlanMethod.Anchor ? 0 : Rent.MinimumBalance(TreeConfig.Size);
        UInt128 rent = (UInt128)tables * Rent.MinimumBalance(AddressLookupTable.AccountBytes(SharedAddresses));
        return trees.Aggregate(rent, (sum, group) => sum + ((UInt128)group.Count * (group.Size.RentLamports + config)));
    }

    private static MetadataArgs MetadataV1(MintPlanOptions options) => new()
    {
        Name = Text(options.NameBytes),
        Symbol = Text(options.SymbolBytes),
        Uri = Text(options.UriBytes),
        Creators = Creators(options.CreatorCount),
    };

    private static MetadataArgsV2 MetadataV2(MintPlanOptions options, PublicKey? collection) => new()
    {
        Name = Text(options.NameBytes),
        Symbol = Text(options.SymbolBytes),
        Uri = Text(options.UriBytes),
        Creators = Creators(options.CreatorCount),
        Collection = collection,
    };

    private static string Text(int bytes) => new('p', bytes);

    private static Creator[] Creators(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Creator(
            KeyOf((byte)(FirstCreator + i)), IsVerified: false, (byte)((FullShare / count) + (i == 0 ? FullShare % count : 0)))),
    ];

    /// <summary>Any key: transactions are as long with one as with another.</summary>
    private static PublicKey KeyOf(byte number)
    {
        Span<byte> bytes = stackalloc byte[PublicKey.Size];
        bytes.Fill(number);
        return new PublicKey(bytes);
    }

    private static long DivideUp(long dividend, long divisor) => ((dividend - 1) / divisor) + 1;
}
