using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Piwa.Chain.Planning;
using Piwa.Chain.Trees;
using Piwa.Host.Terminal;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa plan</c>: what it takes to get a campaign's assets onto Solana.</summary>
internal static class PlanCommand
{
    private const decimal LamportsPerSol = 1_000_000_000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var assets = new Option<long>("--assets") { Description = "Assets in all.", Required = true };
        var lanes = new Option<int>("--lanes") { Description = "Lanes that mint at once: a tree, a delegate and a payer each.", DefaultValueFactory = _ => 16 };
        var depth = new Option<int>("--depth")
        {
            Description = $"Depth of full trees: {string.Join(", ", TreeSize.All.Select(size => size.Depth).Distinct())}.",
            DefaultValueFactory = _ => TreeSize.DefaultMaximumDepth,
        };
        var table = new Option<bool>("--lookup-table") { Description = "Name shared accounts by lookup tables." };
        var name = new Option<int>("--name-bytes") { Description = "Length of a name.", DefaultValueFactory = _ => new MintPlanOptions().NameBytes };
        var uri = new Option<int>("--uri-bytes") { Description = "Length of a URI.", DefaultValueFactory = _ => new MintPlanOptions().UriBytes };
        var creators = new Option<int>("--creators") { Description = "Creators of an asset.", DefaultValueFactory = _ => new MintPlanOptions().CreatorCount };
        var shard = new Option<int>("--shard-assets") { Description = "Assets of a shard: one root is anchored for each.", DefaultValueFactory = _ => MintPlanOptions.DefaultShardAssets };
        var price = new Option<ulong>("--priority-fee") { Description = "Micro-lamports bid for a compute unit.", DefaultValueFactory = _ => new NetworkLimits().MicroLamportsPerUnit };
        var share = new Option<double>("--block-share") { Description = "Part of all blocks that the campaign may take.", DefaultValueFactory = _ => new NetworkLimits().BlockShare };
        var units = new Option<long>("--block-units") { Description = "Compute units of a block.", DefaultValueFactory = _ => new NetworkLimits().BlockUnits };
        var confirmation = new Option<double>("--confirmation-seconds") { Description = "From sending a transaction to seeing it confirmed.", DefaultValueFactory = _ => new NetworkLimits().ConfirmationTime.TotalSeconds };
        var json = new Option<bool>("--json") { Description = "Print the plans as JSON." };
        var command = new Command("plan", "Plans trees, transactions, SOL and days for minting a campaign, or anchoring it.")
        {
            assets, lanes, depth, table, name, uri, creators, shard, price, share, units, confirmation, json,
        };
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            var options = new MintPlanOptions
            {
                AssetCount = parsed.GetRequiredValue(assets),
                LaneCount = parsed.GetRequiredValue(lanes),
                TreeDepth = parsed.GetRequiredValue(depth),
                UsesLookupTable = parsed.GetValue(table),
                NameBytes = parsed.GetRequiredValue(name),
                UriBytes = parsed.GetRequiredValue(uri),
                CreatorCount = parsed.GetRequiredValue(creators),
                ShardAssets = parsed.GetRequiredValue(shard),
                Network = new NetworkLimits
                {
                    MicroLamportsPerUnit = parsed.GetRequiredValue(price),
                    BlockShare = parsed.GetRequiredValue(share),
                    BlockUnits = parsed.GetRequiredValue(units),
                    ConfirmationTime = Seconds(parsed.GetRequiredValue(confirmation)),
                },
            };
            MintPlan[] plans = [.. Enum.GetValues<PlanMethod>().Select(method => MintPlanner.Plan(method, options))];
            if (parsed.GetValue(json))
                PrintJson(plans);
            else
                Print(plans, options);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static TimeSpan Seconds(double seconds) => seconds is > 0 and < 1e6
        ? TimeSpan.FromSeconds(seconds)
        : throw new ArgumentException($"--confirmation-seconds must be over 0, not {seconds.ToString(CultureInfo.InvariantCulture)}.");

    private static void Print(MintPlan[] plans, MintPlanOptions options)
    {
        Console.WriteLine($"{Units.Count(options.AssetCount)} assets");
        Console.WriteLine();
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("").NoWrap());
        foreach (MintPlan plan in plans)
            table.AddColumn(new TableColumn(Title(plan.Method)).RightAligned().NoWrap());
        Row("trees", plan => Units.Count(plan.Trees.Sum(group => group.Count)));
        Row("depth", plan => plan.Trees[0].Size.Depth.ToString(CultureInfo.InvariantCulture));
        Row("buffer, canopy", plan => $"{plan.Trees[0].Size.BufferSize}, {plan.Trees[0].Size.CanopyDepth}");
        Row("lanes at once", plan => Units.Count(plan.LaneCount));
        Row("in a transaction", plan => $"{plan.LeavesPerTransaction} {(plan.Method == PlanMethod.Anchor ? "roots" : "assets")}");
        Row("closed by", plan => plan.ClosedBy.ToString().ToLowerInvariant());
        Row("compute units", plan => Units.Count(plan.UnitsPerTransaction));
        Row("compute limit", plan => Units.Count(plan.UnitLimit));
        Row("transactions", plan => Units.Count(plan.TransactionCount));
        table.AddEmptyRow();
        Row("rent, SOL", plan => Sol(plan.RentLamports));
        Row("base fees, SOL", plan => Sol(plan.BaseFeeLamports));
        Row("priority fees, SOL", plan => Sol(plan.PriorityFeeLamports));
        Row("protocol fees, SOL", plan => Sol(plan.ProtocolFeeLamports));
        Row("in all, SOL", plan => Sol(plan.TotalLamports));
        table.AddEmptyRow();
        Row("assets/s", plan => plan.AssetsPerSecond.ToString(plan.AssetsPerSecond < 100 ? "N1" : "N0", CultureInfo.InvariantCulture));
        Row("time", plan => Duration(plan.Duration));
        Row("limited by", plan => plan.Bottleneck.ToString().ToLowerInvariant());
        AnsiConsole.Write(table);
        PrintSources(options.Network);

        void Row(string title, Func<MintPlan, string> cell) => table.AddRow([new Text(title), .. plans.Select(plan => new Text(cell(plan)))]);
    }

    private static void PrintSources(NetworkLimits network)
    {
        string[] sources =
        [
            "Assets in a transaction: real instructions, packed until 1,232 bytes, 64 traced instructions or 1.4 M units are full.",
            "Compute units: the most that was measured with the real programs: 80,000 for the first mint of a transaction, 66,000 for others.",
            "Rent: 6,960 lamports a byte and 128 bytes on top (solana_rent). It stays locked as long as the trees do.",
            $"Base fee: {Units.Count((long)network.LamportsPerSignature)} lamports a signature (solana_fee_structure); the payer is the delegate.",
            $"Priority fee: {Units.Count((long)network.MicroLamportsPerUnit)} micro-lamports a unit of the limit, an assumption: --priority-fee.",
            $"Protocol fee: {Units.Count((long)network.MintV2Lamports)} lamports for each asset of version 2 (Bubblegum).",
            $"Blocks: {Units.Count(network.BlockUnits)} units (SIMD-0256), {network.AccountShare.ToString("P0", CultureInfo.InvariantCulture)} of them for one account "
                + $"(SIMD-0306), a slot of {network.SlotDuration.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms; "
                + $"{network.BlockShare.ToString("P0", CultureInfo.InvariantCulture)} of all blocks for this campaign, our courtesy: --block-share.",
            $"Lanes: one transaction each {network.ConfirmationTime.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s, an assumption: --confirmation-seconds.",
            "An anchored asset has a proof, but no account, owner or id until it is minted.",
        ];
        foreach (string source in sources)
            AnsiConsole.MarkupLineInterpolated($"[grey]{source}[/]");
    }

    private static string Title(PlanMethod method) => method switch
    {
        PlanMethod.MintV1 => "V1",
        PlanMethod.MintV2 => "V2",
        PlanMethod.MintV2Collection => "V2, collection",
        _ => "anchor",
    };

    private static string Sol(UInt128 lamports) =>
        ((decimal)lamports / LamportsPerSol).ToString(lamports >= 100_000_000_000 ? "N0" : "N4", CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan time) => (time.TotalDays, time.TotalHours) switch
    {
        ( >= 2, _) => $"{time.TotalDays.ToString("N1", CultureInfo.InvariantCulture)} days",
        (_, >= 2) => $"{time.TotalHours.ToString("N1", CultureInfo.InvariantCulture)} h",
        _ => $"{Math.Ceiling(time.TotalMinutes).ToString(CultureInfo.InvariantCulture)} min",
    };

    private static void PrintJson(MintPlan[] plans) => Console.WriteLine(JsonSerializer.Serialize(
        plans.Select(plan => new
        {
            method = plan.Method.ToString(),
            trees = plan.Trees.Select(group => new
            {
                count = group.Count,
                depth = group.Size.Depth,
                bufferSize = group.Size.BufferSize,
                canopyDepth = group.Size.CanopyDepth,
                leaves = group.LeafCount,
            }),
            lanes = plan.LaneCount,
            leavesPerTransaction = plan.LeavesPerTransaction,
            closedBy = plan.ClosedBy.ToString(),
            computeUnits = plan.UnitsPerTransaction,
            computeUnitLimit = plan.UnitLimit,
            transactions = plan.TransactionCount,
            rentLamports = (decimal)plan.RentLamports,
            baseFeeLamports = (decimal)plan.BaseFeeLamports,
            priorityFeeLamports = (decimal)plan.PriorityFeeLamports,
            protocolFeeLamports = (decimal)plan.ProtocolFeeLamports,
            totalLamports = (decimal)plan.TotalLamports,
            assetsPerSecond = plan.AssetsPerSecond,
            seconds = plan.Duration.TotalSeconds,
            bottleneck = plan.Bottleneck.ToString(),
        }),
        Indented));
}
