using System.CommandLine;
using System.Globalization;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Economy;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa market</c>: licenses data sets for RENDER, takes stakes, and pays what is earned.</summary>
internal static class MarketCommand
{
    /// <summary>What an option that names a market could be given.</summary>
    public const string Example = "http://127.0.0.1:7575";

    private const string EmissionPool = "emission.pool";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public static Command Create() => new("market", "Licenses data sets for RENDER, takes stakes, and pays what is earned.")
    {
        CreateInit(),
        MarketServeCommand.Create(),
        CreateStatus(),
        CreateRefund(),
        CreateRetry(),
        CreateFaucet(),
    };

    /// <summary>The wallet of whoever asks.</summary>
    public static Option<string?> WalletOption(string whose) => new("--wallet") { Description = $"Keypair file of {whose}; created when it is not there." };

    /// <summary>Where a market is.</summary>
    public static Argument<string> MarketArgument() => new("market") { Description = "Address of the market, http or https." };

    /// <summary>Opens a market that an argument names.</summary>
    public static Task<MarketClient> OpenAsync(string address, ISigner wallet, CancellationToken cancellationToken) =>
        MarketClient.OpenAsync(HttpAddress.Parse("market", address, Example)!, wallet, TimeProvider.System, cancellationToken);

    /// <summary>Waits until an order is given.</summary>
    /// <exception cref="IOException">It was closed.</exception>
    public static async Task WaitAsync(MarketClient client, MarketOrder order, CancellationToken cancellationToken)
    {
        while (true)
        {
            (MarketOrderState state, string? why, _) = await client.FindOrderAsync(order.Id, cancellationToken).ConfigureAwait(false);
            if (state == MarketOrderState.Done)
                return;
            if (state == MarketOrderState.Closed)
                throw new IOException($"It is not given: {why}");
            await Task.Delay(Poll, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Command CreateInit()
    {
        var directory = new Argument<string>("directory") { Description = "Directory of the market; made when it is not there." };
        var datasets = new Option<string[]>("--dataset") { Description = "NAME=ADDRESS of a data set to license: a directory, or s3://BUCKET/PREFIX.", Required = true };
        var name = new Option<string>("--name") { Description = "What buyers know it by.", DefaultValueFactory = _ => "Piwa market" };
        var rpc = new Option<string[]>("--rpc") { Description = "Solana node of the cluster that it is on; without it, the market has a ledger of its own, and play money." };
        var mint = new Option<string?>("--mint") { Description = "Mint of RENDER on that cluster; needed with --rpc." };
        var validators = new Option<string[]>("--validator") { Description = "Whose word on shards counts: address of an oracle, or of a fleet's operator. Default: the wallet." };
        var verdicts = new Option<string[]>("--verdicts") { Description = "Files of their verdicts: an oracle's record, or what a fleet has written. A data set's own oracle's is found." };
        var rules = new Option<string[]>("--set")
        {
            Description = "NAME=VALUE of a rule that is ours, which votes change later, such as epoch.length=86400: amounts in RENDER, times in seconds, shares in millionths.",
        };
        var emissions = new Option<bool>("--emissions")
        {
            Description = "Emits what RNP-013 gives to generation. Its tokens are the network's: somebody has to send them to the operator.",
        };
        Option<string?> wallet = WalletOption("the operator, who is paid, pays and signs licences");
        var command = new Command("init", "Begins a market.") { directory, datasets, name, rpc, mint, validators, verdicts, rules, emissions, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            string path = parsed.GetRequiredValue(directory);
            string[] nodes = parsed.GetValue(rpc) ?? [];
            if (nodes.Length > 0 != parsed.GetValue(mint) is not null)
                throw new ArgumentException("--rpc and --mint belong together: without both, the market has a ledger and a mint of its own.");
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            Dictionary<string, string> named = [];
            foreach (string text in parsed.GetRequiredValue(datasets))
            {
                if (text.Split('=', 2) is not [{ Length: > 0 } label, { Length: > 0 } address])
                    throw new ArgumentException($"--dataset is '{text}'; it must be NAME=ADDRESS.");
                named[label] = address.Contains("://", StringComparison.Ordinal) ? address : Path.GetRelativePath(path, address);
            }

            EconomyParameters parameters = (parsed.GetValue(rules) ?? []).Aggregate(EconomyParameters.Default, Set);
            if (!parsed.GetValue(emissions))
                parameters = parameters.With(EmissionPool, 0);
            MarketSettings settings = new(parsed.GetRequiredValue(name), parsed.GetValue(mint) ?? key.PublicKey.ToString(), named)
            {
                Rpc = [.. nodes.Select(node => HttpAddress.Parse("--rpc", node, "https://api.devnet.solana.com")!)],
                Verdicts = [.. (parsed.GetValue(verdicts) ?? []).Select(file => Path.GetRelativePath(path, file))],
                Validators = parsed.GetValue(validators) is { Length: > 0 } given ? given : [key.PublicKey.ToString()],
            };
            if (settings.FindFault() is { } fault)
                throw new ArgumentException(fault);
            Directory.CreateDirectory(path);
            if (nodes.Length == 0)
                settings = settings with { Mint = MakeMint(path, key).ToString() };
            settings.Create(path);
            using (EconomyLedger.Open(Path.Combine(path, Market.LedgerFile), parameters))
            {
                // Begun, with its rules.
            }

            Console.WriteLine($"""
                market    {path}: {string.Join(", ", named.Keys)}
                operator  {key.PublicKey}
                mint      {settings.Mint}{(nodes.Length == 0 ? ", play money on a ledger of the market's own" : "")}

                  {Self.Command} market serve {path}
                """);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    /// <summary>Gives a rule of ours another value to begin with.</summary>
    private static EconomyParameters Set(EconomyParameters parameters, string text)
    {
        (string name, long value) = ReadRule("--set", text);
        return parameters.With(name, value);
    }

    /// <summary>Reads a rule of ours with a value: amounts in RENDER, times in seconds, shares in millionths.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static (string Name, long Value) ReadRule(string option, string text)
    {
        if (text.Split('=', 2) is not [var name, var value] || EconomyParameters.Find(name) is not { Owner: RuleOwner.Ours } rule)
            throw new ArgumentException($"{option} is '{text}'; it must be NAME=VALUE of one of: {string.Join(", ", EconomyParameters.All.Where(each => each.Owner == RuleOwner.Ours).Select(each => each.Name))}.");
        long units = rule.Unit == ParameterUnit.BaseUnits && Amount.TryParse(value, out Amount amount) ? amount.Units
            : rule.Unit != ParameterUnit.BaseUnits && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw new ArgumentException($"{option}: {name} is '{value}'; it must be {(rule.Unit == ParameterUnit.BaseUnits ? "RENDER, such as 12.5" : $"a whole number of {rule.Unit}")}.");
        return (name, units);
    }

    /// <summary>Makes a token on the market's own ledger, of which the operator makes as much as they like.</summary>
    private static PublicKey MakeMint(string directory, Keypair key)
    {
        using EmbeddedLedger ledger = MarketChain.OpenEmbedded(directory, key.PublicKey);
        using Keypair mint = Keypair.Generate();
        Instruction[] create = TokenInstructions.CreateMint(key.PublicKey, mint.PublicKey, Amount.Decimals, key.PublicKey);
        Message message = Message.CompileLegacy(key.PublicKey, create, ledger.GetLatestBlockhash().Blockhash);
        ledger.SendTransaction(Transaction.Sign(message, key, mint).Bytes);
        return mint.PublicKey;
    }

    private static Command CreateStatus()
    {
        Argument<string> market = MarketArgument();
        Option<string?> wallet = WalletOption("the operator");
        var command = new Command("status", "Shows what a market has to pay with and what it owes, for its operator.") { market, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            using MarketClient client = await OpenAsync(parsed.GetRequiredValue(market), key, token).ConfigureAwait(false);
            (TreasuryStatus treasury, long epoch, DateTimeOffset ends, long licences, IReadOnlyList<MarketPayout> parked) =
                await client.ReadTreasuryAsync(token).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                treasury  {treasury.Balance} RENDER, {treasury.Lamports} lamports
                sent      {treasury.Sent} RENDER
                waiting   {treasury.Waiting} RENDER
                parked    {treasury.Parked} RENDER
                licences  {licences}
                epoch     {epoch}, until {ends:u}
                """));
            foreach (MarketPayout payout in parked)
                Console.WriteLine($"  parked: {payout.Amount} RENDER to {payout.Recipient}; when it can be sent:  {Self.Command} market retry {parsed.GetRequiredValue(market)} {payout.Key}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateRefund()
    {
        Argument<string> market = MarketArgument();
        var licence = new Argument<string>("licence") { Description = "The licence's id." };
        var why = new Option<string>("--why") { Description = "Why: its buyer reads it.", Required = true };
        Option<string?> wallet = WalletOption("the operator");
        var command = new Command("refund", "Takes a licence back and returns its price, while the epoch is open in which it was paid.") { market, licence, why, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            using MarketClient client = await OpenAsync(parsed.GetRequiredValue(market), key, token).ConfigureAwait(false);
            await client.RefundAsync(parsed.GetRequiredValue(licence), parsed.GetRequiredValue(why), token).ConfigureAwait(false);
            AnsiConsole.MarkupLine("[green]Taken back.[/] Its price is on its way to who has paid it.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateRetry()
    {
        Argument<string> market = MarketArgument();
        var payout = new Argument<string>("payout") { Description = "Name of the payout, as 'piwa market status' shows it." };
        Option<string?> wallet = WalletOption("the operator");
        var command = new Command("retry", "Tries a payout again that could not be sent.") { market, payout, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            using MarketClient client = await OpenAsync(parsed.GetRequiredValue(market), key, token).ConfigureAwait(false);
            await client.RetryAsync(parsed.GetRequiredValue(payout), token).ConfigureAwait(false);
            Console.WriteLine("It is tried again, behind all others.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateFaucet()
    {
        var recipient = new Argument<string>("wallet") { Description = "Address of the wallet that gets it." };
        var amount = new Argument<string>("amount") { Description = "How much, in RENDER." };
        var rpc = new Option<string>("--rpc") { Description = "The market's ledger, as 'piwa market serve' says where it is.", Required = true };
        var mint = new Option<string>("--mint") { Description = "The market's mint.", Required = true };
        Option<string?> wallet = new("--operator") { Description = "Keypair file of the market's operator, who may make the play money." };
        var command = new Command("faucet", "Gives play money of a market's own ledger, and lamports for fees.") { recipient, amount, rpc, mint, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            PublicKey[] named = KnownSourceOptions.ParseAddresses("wallet", [parsed.GetRequiredValue(recipient)]);
            PublicKey[] token8 = KnownSourceOptions.ParseAddresses("--mint", [parsed.GetRequiredValue(mint)]);
            if (!Amount.TryParse(parsed.GetRequiredValue(amount), out Amount much) || much <= Amount.Zero)
                throw new ArgumentException($"amount is '{parsed.GetRequiredValue(amount)}'; it must be RENDER, such as 12.5.");
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            using SolanaRpcClient chain = ChainPayer.Open(parsed.GetRequiredValue(rpc));
            await chain.RequestAirdropAsync(named[0], ChainPayer.PlayLamports, cancellationToken: token).ConfigureAwait(false);
            Instruction[] give =
            [
                TokenInstructions.CreateAssociatedAccount(key.PublicKey, named[0], token8[0], mayExist: true),
                TokenInstructions.MintTo(token8[0], ProgramAddress.TokenAccount(named[0], token8[0]), key.PublicKey, (ulong)much.Units),
            ];
            Signature sent = await ChainPayer.SendAsync(chain, key, give, token).ConfigureAwait(false);
            Console.WriteLine($"{much} play RENDER are {named[0]}'s, by {sent}");
            return ExitCode.Done;
        }));
        return command;
    }
}
