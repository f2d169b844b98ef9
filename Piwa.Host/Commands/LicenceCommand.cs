using System.CommandLine;
using System.Globalization;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa licence</c>: what buyers of data do.</summary>
internal static class LicenceCommand
{
    public static Command Create() => new("licence", "Buys licences of data sets, shows and checks them.") { CreateBuy(), CreateShow(), CreateToken() };

    /// <summary>Reads a licence.</summary>
    /// <exception cref="ManifestException">It is none.</exception>
    public static Licence Read(string path)
    {
        try
        {
            return LicenceFile.Read(SmallFile.Read(path, LicenceFile.MaximumBytes));
        }
        catch (FormatException fault)
        {
            throw new ManifestException($"{path}: {fault.Message}", fault);
        }
    }

    private static Command CreateBuy()
    {
        Argument<string> market = MarketCommand.MarketArgument();
        var dataset = new Option<string?>("--dataset") { Description = "The data set, by the market's name; without it, all of them." };
        var preset = new Option<string?>("--preset") { Description = "Data sets of this preset only." };
        var from = new Option<ulong>("--from") { Description = "Index of the first asset, of one data set." };
        var assets = new Option<ulong?>("--assets", "-n") { Description = "Assets from there on; the shards that have them come whole, and are paid whole." };
        var days = new Option<double>("--days") { Description = "For how many days, from when it is paid.", Required = true };
        var purpose = new Option<LicencePurpose>("--purpose") { Description = "What for: evaluation, research or commercial.", DefaultValueFactory = _ => LicencePurpose.Research };
        var most = new Option<string?>("--at-most") { Description = "Pay if it costs no more than this, in RENDER; without it, only the price is said." };
        var rpc = new Option<string?>("--rpc") { Description = "Solana node through which it is paid; without it, the link is shown that wallets pay by." };
        var file = new Option<string>("--out", "-o") { Description = "File of the licence.", DefaultValueFactory = _ => LicensedFetch.LicenceFileName };
        Option<string?> wallet = MarketCommand.WalletOption("the buyer");
        var command = new Command("buy", "Orders a licence, pays it, and waits until it is there.") { market, dataset, preset, from, assets, days, purpose, most, rpc, file, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            double term = parsed.GetRequiredValue(days);
            if (!(term > 0 && term <= LicencePricing.LongestTerm.TotalDays))
                throw new ArgumentException($"--days is {term}; it must be more than 0 and {LicencePricing.LongestTerm.TotalDays} at most.");
            Amount? limit = parsed.GetValue(most) is not { } text ? null
                : Amount.TryParse(text, out Amount read) ? read
                : throw new ArgumentException($"--at-most is '{text}'; it must be RENDER, such as 12.5.");
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            using MarketClient client = await MarketCommand.OpenAsync(parsed.GetRequiredValue(market), key, token).ConfigureAwait(false);
            MarketOrder order = await client.OrderLicenceAsync(
                new LicenceSelection(parsed.GetValue(dataset), parsed.GetValue(preset), parsed.GetValue(from), parsed.GetValue(assets)),
                TimeSpan.FromSeconds(Math.Round(term * TimeSpan.FromDays(1).TotalSeconds)),
                parsed.GetRequiredValue(purpose),
                token).ConfigureAwait(false);
            Print(order);
            if (limit is null || Amount.Parse(order.Price) > limit)
            {
                Console.WriteLine(limit is null ? "To buy it, say --at-most." : $"That is more than {limit} RENDER: nothing was paid.");
                return limit is null ? ExitCode.Done : ExitCode.Failed;
            }

            await PayAsync(client, order, parsed.GetValue(rpc), key, token).ConfigureAwait(false);
            await MarketCommand.WaitAsync(client, order, token).ConfigureAwait(false);
            Licence licence = await client.GetLicenceAsync(order.Id, token).ConfigureAwait(false);
            string path = parsed.GetRequiredValue(file);
            await File.WriteAllBytesAsync(path, LicenceFile.Write(licence), token).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"[green]Licensed[/] until {licence.EndsAt:u}: {path}");
            foreach (LicensedRange range in licence.Ranges)
                Console.WriteLine($"  {Self.Command} fetch {parsed.GetRequiredValue(market)} --licence {path} --dataset {range.Dataset} --out {range.Dataset}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Print(MarketOrder order)
    {
        foreach (LicensedRange range in order.Ranges)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{range.Dataset,-12}  {range.Assets} assets in {range.Shards} shards, {range.Bytes / 1e6:F1} MB, from {range.FirstAsset} to {range.LastAsset}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"price         {order.Price} RENDER for {DaysOf(order)}, {order.Purpose.ToString().ToLowerInvariant()}; good until {DateTimeOffset.FromUnixTimeMilliseconds(order.ValidUntil):u}"));
    }

    private static string DaysOf(MarketOrder order)
    {
        double days = TimeSpan.FromSeconds(order.TermSeconds).TotalDays;
        return string.Create(CultureInfo.InvariantCulture, $"{days:0.##} {(days is 1 ? "day" : "days")}");
    }

    private static async Task PayAsync(MarketClient client, MarketOrder order, string? rpc, Keypair wallet, CancellationToken cancellationToken)
    {
        if (rpc is null)
        {
            Console.WriteLine($"Pay it with a wallet:\n  {client.RequestOf(order).ToUri()}");
            return;
        }

        using SolanaRpcClient chain = ChainPayer.Open(rpc);
        Signature paid = await ChainPayer.SendAsync(chain, wallet, client.RequestOf(order).ToInstructions(wallet.PublicKey), cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"paid          {paid}");
    }

    private static Command CreateShow()
    {
        var file = new Argument<string>("file") { Description = "A licence." };
        var command = new Command("show", "Shows a licence, and checks that its market has signed it. Nobody is asked.") { file };
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            Licence licence = Read(parsed.GetRequiredValue(file));
            if (LicenceFile.FindFault(licence) is { } fault)
                throw new ManifestException($"{parsed.GetRequiredValue(file)}: {fault}");
            Console.WriteLine(LicenceFile.TextOf(licence));
            foreach (LicensedRange range in licence.Ranges)
                Console.WriteLine($"  {range.Dataset}: {range.Assets} assets from {range.FirstAsset} to {range.LastAsset}, root {range.Root}");
            bool isOver = licence.EndsAt <= TimeProvider.System.GetUtcNow();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  from {DateTimeOffset.FromUnixTimeMilliseconds(licence.Begins):u} until {licence.EndsAt:u}; its NFT says\n  {LicenceFile.UriOf(licence)}"));
            AnsiConsole.MarkupLine(isOver ? "[yellow]Sound, and over.[/]" : "[green]Sound.[/]");
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Command CreateToken()
    {
        Argument<string> market = MarketCommand.MarketArgument();
        var licence = new Argument<string>("licence") { Description = "The licence's file." };
        var hours = new Option<double>("--hours") { Description = "How long it is good at most.", DefaultValueFactory = _ => 24 };
        Option<string?> wallet = MarketCommand.WalletOption("the buyer");
        var command = new Command("token", "Makes a token with which a program reads a licence's data: whoever has it can.") { market, licence, hours, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            using MarketClient client = await MarketCommand.OpenAsync(parsed.GetRequiredValue(market), key, token).ConfigureAwait(false);
            Licence read = Read(parsed.GetRequiredValue(licence));
            double time = parsed.GetRequiredValue(hours);
            if (!(time > 0 && time <= Market.TokenTime.TotalHours))
                throw new ArgumentException($"--hours is {time}; it must be more than 0 and {Market.TokenTime.TotalHours} at most.");
            Console.WriteLine(await client.CreateTokenAsync(read.Id.ToString(), TimeSpan.FromHours(time), token).ConfigureAwait(false));
            return ExitCode.Done;
        }));
        return command;
    }
}
