using System.CommandLine;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Economy;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa stake</c>: what stakers do.</summary>
internal static class StakeCommand
{
    public static Command Create() => new("stake", "Stakes RENDER with nodes, moves it, and takes it back.") { CreatePut(), CreateMove(), CreateTake() };

    private static Command CreatePut()
    {
        Argument<string> market = MarketCommand.MarketArgument();
        Argument<string> node = NodeArgument("node", "The node's wallet."), amount = AmountArgument();
        var rpc = new Option<string?>("--rpc") { Description = "Solana node through which it is paid; without it, the link is shown that wallets pay by." };
        Option<string?> wallet = MarketCommand.WalletOption("the staker");
        var command = new Command("put", "Stakes with a node.") { market, node, amount, rpc, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            (PublicKey to, Amount much) = Read(parsed, node, amount);
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            using MarketClient client = await MarketCommand.OpenAsync(parsed.GetRequiredValue(market), key, token).ConfigureAwait(false);
            MarketOrder order = await client.OrderStakeAsync(to, much, token).ConfigureAwait(false);
            if (parsed.GetValue(rpc) is not { } address)
            {
                Console.WriteLine($"Pay it with a wallet:\n  {client.RequestOf(order).ToUri()}");
                return ExitCode.Done;
            }

            using SolanaRpcClient chain = ChainPayer.Open(address);
            Signature paid = await ChainPayer.SendAsync(chain, key, client.RequestOf(order).ToInstructions(key.PublicKey), token).ConfigureAwait(false);
            Console.WriteLine($"paid  {paid}");
            await MarketCommand.WaitAsync(client, order, token).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"[green]Staked[/]: {much} RENDER with {to}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateMove()
    {
        Argument<string> market = MarketCommand.MarketArgument();
        Argument<string> node = NodeArgument("from", "Wallet of the node that it is with."), to = NodeArgument("to", "Wallet of the node that it goes to."), amount = AmountArgument();
        Option<string?> wallet = MarketCommand.WalletOption("the staker");
        var command = new Command("move", "Moves stake to another node, at once.") { market, node, to, amount, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(token =>
            MoveAsync(parsed, market, wallet, Read(parsed, node, amount), KnownSourceOptions.ParseAddresses("to", [parsed.GetRequiredValue(to)])[0], token)));
        return command;
    }

    private static Command CreateTake()
    {
        Argument<string> market = MarketCommand.MarketArgument();
        Argument<string> node = NodeArgument("node", "Wallet of the node that it is with."), amount = AmountArgument();
        Option<string?> wallet = MarketCommand.WalletOption("the staker");
        var command = new Command("take", "Takes stake back: it is sent after a delay, in which it counts for nothing.") { market, node, amount, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(token => MoveAsync(parsed, market, wallet, Read(parsed, node, amount), null, token)));
        return command;
    }

    private static async Task<int> MoveAsync(
        ParseResult parsed, Argument<string> market, Option<string?> wallet, (PublicKey Node, Amount Amount) stake, PublicKey? to, CancellationToken cancellationToken)
    {
        using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
        using MarketClient client = await MarketCommand.OpenAsync(parsed.GetRequiredValue(market), key, cancellationToken).ConfigureAwait(false);
        long entry = await client.MoveStakeAsync(Guid.NewGuid().ToString("N"), stake.Node, to, stake.Amount, cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"{stake.Amount} RENDER {(to is null ? "wait, and are sent when they may be" : $"are with {to}")}: entry {entry} of the ledger of value.");
        return ExitCode.Done;
    }

    private static Argument<string> NodeArgument(string name, string description) => new(name) { Description = description };

    private static Argument<string> AmountArgument() => new("amount") { Description = "How much, in RENDER." };

    private static (PublicKey Node, Amount Amount) Read(ParseResult parsed, Argument<string> node, Argument<string> amount)
    {
        PublicKey key = KnownSourceOptions.ParseAddresses(node.Name, [parsed.GetRequiredValue(node)])[0];
        return Amount.TryParse(parsed.GetRequiredValue(amount), out Amount much) && much > Amount.Zero
            ? (key, much)
            : throw new ArgumentException($"amount is '{parsed.GetRequiredValue(amount)}'; it must be RENDER, such as 12.5.");
    }
}
