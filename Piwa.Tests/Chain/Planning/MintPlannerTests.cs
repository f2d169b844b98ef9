using Piwa.Chain.Planning;

namespace Piwa.Tests.Chain.Planning;

public sealed class MintPlannerTests
{
    private const long Billion = 1_000_000_000;

    // As measured with the real programs: ordinary metadata with one creator, then a hash for a URI and no creators.
    [Theory]
    [InlineData(PlanMethod.MintV1, 48, 1, false, 6)]
    [InlineData(PlanMethod.MintV1, 48, 1, true, 7)]
    [InlineData(PlanMethod.MintV2, 48, 1, false, 5)]
    [InlineData(PlanMethod.MintV2, 48, 1, true, 6)]
    [InlineData(PlanMethod.MintV2Collection, 48, 1, false, 4)]
    [InlineData(PlanMethod.MintV1, 43, 0, false, 8)]
    [InlineData(PlanMethod.Anchor, 0, 0, false, 20)]
    public void TransactionsHoldWhatWasMeasured(PlanMethod method, int uriBytes, int creators, bool usesLookupTable, int expected)
    {
        MintPlanOptions options = new()
        {
            NameBytes = 7,
            UriBytes = uriBytes,
            CreatorCount = creators,
            UsesLookupTable = usesLookupTable,
        };
        Assert.Equal(expected, MintPlanner.Plan(method, options).LeavesPerTransaction);
    }

    // The rents that Metaplex's table and the accounts' lengths give, in SOL, without the configurations of 0.00156 SOL a tree.
    [Theory]
    [InlineData(20, 954, 299)]
    [InlineData(24, 60, 25.5)]
    [InlineData(26, 15, 50)]
    [InlineData(30, 1, 7.2)]
    public void RentOfABillionIsThatOfItsTrees(int depth, long trees, double sol)
    {
        MintPlan plan = MintPlanner.Plan(PlanMethod.MintV1, new MintPlanOptions { AssetCount = Billion, TreeDepth = depth });
        Assert.Equal(trees, plan.Trees.Sum(group => group.Count));
        Assert.Equal(Billion, plan.Trees.Sum(group => group.Count * group.LeafCount));
        double rent = (double)plan.RentLamports / 1e9;
        Assert.InRange(rent - (trees * 0.00155904), sol * 0.97, sol * 1.03);
    }

    [Fact]
    public void FeesAreThoseOfTheTransactions()
    {
        MintPlanOptions options = new() { AssetCount = 1000, NameBytes = 8, PayerIsDelegate = false };
        MintPlan plan = MintPlanner.Plan(PlanMethod.MintV2, options);

        // With a second signature four fit instead of five; one more transaction creates the tree.
        int minting = (int)Math.Ceiling(1000.0 / plan.LeavesPerTransaction);
        Assert.Equal(minting + 1, plan.TransactionCount);
        Assert.Equal((UInt128)(minting + 1) * 10_000, plan.BaseFeeLamports);
        Assert.Equal((UInt128)minting * (ulong)plan.UnitLimit * 10_000 / 1_000_000, plan.PriorityFeeLamports);
        Assert.Equal((UInt128)90_000_000, plan.ProtocolFeeLamports);
        Assert.Equal(
            plan.RentLamports + plan.BaseFeeLamports + plan.PriorityFeeLamports + plan.ProtocolFeeLamports, plan.TotalLamports);
    }

    [Fact]
    public void AnchorsTakeOneLeafForEachShard()
    {
        MintPlan plan = MintPlanner.Plan(PlanMethod.Anchor, new MintPlanOptions { AssetCount = Billion, ShardAssets = 65_536 });
        PlannedTrees tree = Assert.Single(plan.Trees);
        Assert.Equal((1, 15_259), (tree.Count, tree.LeafCount));
        Assert.Equal(763 + 1, plan.TransactionCount);
        Assert.Equal(UInt128.Zero, plan.ProtocolFeeLamports);
    }

    [Fact]
    public void MoreLanesAreFasterUntilBlocksAreTheLimit()
    {
        MintPlan[] plans = [PlanFor(1), PlanFor(16), PlanFor(500)];
        Assert.Equal(
            [PlanBottleneck.Lanes, PlanBottleneck.Lanes, PlanBottleneck.Blocks], plans.Select(plan => plan.Bottleneck));
        Assert.Equal(16, plans[1].AssetsPerSecond / plans[0].AssetsPerSecond, 6);
        Assert.True(plans[2].Duration < plans[1].Duration);

        static MintPlan PlanFor(int lanes) =>
            MintPlanner.Plan(PlanMethod.MintV1, new MintPlanOptions { AssetCount = Billion, LaneCount = lanes });
    }

    // A confirmation that takes less than a slot lets one tree take all that a block gives to one account.
    [Fact]
    public void TreesAreTheLimitWhereLanesNeedNotWait()
    {
        MintPlan plan = MintPlanner.Plan(PlanMethod.MintV1, new MintPlanOptions
        {
            AssetCount = Billion,
            Network = new NetworkLimits { BlockShare = 1, ConfirmationTime = TimeSpan.FromMilliseconds(1) },
        });
        Assert.Equal(PlanBottleneck.Trees, plan.Bottleneck);
        Assert.InRange(plan.AssetsPerSecond, 700, 2000);
    }

    [Fact]
    public void ViolationsAreNamedTogether()
    {
        MintPlanOptions options = new() { AssetCount = 0, LaneCount = 0, TreeDepth = 4, Network = new NetworkLimits { BlockShare = 2 } };
        string message = Assert.Throws<ArgumentException>(() => MintPlanner.Plan(PlanMethod.MintV1, options)).Message;
        Assert.All(["AssetCount", "LaneCount", "TreeDepth", "BlockShare"], name => Assert.Contains(name, message, StringComparison.Ordinal));
    }
}
