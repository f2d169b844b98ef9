using System.CommandLine;
using System.Globalization;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Economy;

namespace Piwa.Host.Commands;

/// <summary><c>piwa vote</c>: what stakers decide.</summary>
internal static class VoteCommand
{
    private static readonly TimeSpan UntilLive = TimeSpan.FromMinutes(1);

    public static Command Create() => new("vote", "Shows proposals, makes them, and votes, with what a wallet has staked.") { CreateList(), CreatePropose(), CreateCast() };

    private static Command CreateList()
    {
        Argument<string> market = MarketCommand.MarketArgument();
        var command = new Command("list", "Shows all proposals.") { market };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            using Keypair nobody = Keypair.Generate();
            using MarketClient client = await MarketCommand.OpenAsync(parsed.GetRequiredValue(market), nobody, token).ConfigureAwait(false);
            IReadOnlyList<MarketProposal> all = await client.ReadProposalsAsync(token).ConfigureAwait(false);
            if (all.Count == 0)
                Console.WriteLine("There is no proposal.");
            foreach (MarketProposal each in all)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{each.Id}: {each.Parameter} = {each.Value} ({each.Kind}), {each.Phase.ToString().ToLowerInvariant()} from {DateTimeOffset.FromUnixTimeMilliseconds(each.LiveAt):u} to {DateTimeOffset.FromUnixTimeMilliseconds(each.EndsAt):u}: {each.For} RENDER for, {each.Against} against"));
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreatePropose()
    {
        Argument<string> market = MarketCommand.MarketArgument();
        var id = new Argument<string>("id") { Description = "What to call the proposal: letters, digits, hyphens, points, underscores." };
        var change = new Argument<string>("change") { Description = "NAME=VALUE of a rule that is ours: amounts in RENDER, times in seconds, shares in millionths." };
        var emergency = new Option<bool>("--emergency") { Description = "One vote, with a larger quorum." };
        var amends = new Option<string?>("--amends") { Description = "The proposal that has passed and is amended: one vote, which is shorter." };
        Option<string?> wallet = MarketCommand.WalletOption("the staker");
        var command = new Command("propose", "Proposes another value for a rule; its vote goes live in a minute.") { market, id, change, emergency, amends, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            (string name, long value) = MarketCommand.ReadRule("change", parsed.GetRequiredValue(change));
            if (parsed.GetValue(emergency) && parsed.GetValue(amends) is not null)
                throw new ArgumentException("--emergency and --amends exclude each other.");
            ProposalKind kind = parsed.GetValue(amends) is not null ? ProposalKind.Amendment : parsed.GetValue(emergency) ? ProposalKind.Emergency : ProposalKind.Change;
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            using MarketClient client = await MarketCommand.OpenAsync(parsed.GetRequiredValue(market), key, token).ConfigureAwait(false);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            long entry = await client.ProposeAsync(
                parsed.GetRequiredValue(id), kind, name, value, parsed.GetValue(amends) ?? "", now + UntilLive, now, token).ConfigureAwait(false);
            Console.WriteLine($"Proposed, as entry {entry} of the ledger of value; {Self.Command} vote list {parsed.GetRequiredValue(market)} shows when its vote ends.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateCast()
    {
        Argument<string> market = MarketCommand.MarketArgument();
        var id = new Argument<string>("id") { Description = "The proposal." };
        var verdict = new Argument<string>("vote") { Description = "for or against." };
        Option<string?> wallet = MarketCommand.WalletOption("the staker");
        var command = new Command("cast", "Votes on a proposal. A later vote replaces an earlier one.") { market, id, verdict, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            bool isFor = parsed.GetRequiredValue(verdict) switch
            {
                "for" => true,
                "against" => false,
                var other => throw new ArgumentException($"vote is '{other}'; it must be for or against."),
            };
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            using MarketClient client = await MarketCommand.OpenAsync(parsed.GetRequiredValue(market), key, token).ConfigureAwait(false);
            long entry = await client.VoteAsync(parsed.GetRequiredValue(id), isFor, TimeProvider.System.GetUtcNow(), token).ConfigureAwait(false);
            Console.WriteLine($"Voted {parsed.GetRequiredValue(verdict)}, as entry {entry} of the ledger of value.");
            return ExitCode.Done;
        }));
        return command;
    }
}
