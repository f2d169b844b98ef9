using System.CommandLine;
using System.Security.Cryptography;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Bench.Economy;

/// <summary><c>economy-feed</c>: enters a fixed history into a ledger of value, from its beginning, and says what its last entry is.</summary>
internal static class EconomyFeedCommand
{
    /// <summary>Steps of an epoch. A step is four days, so that an epoch of thirty is over.</summary>
    private const int EpochSteps = 8;

    private const int Wallets = 3;
    private static readonly TimeSpan Step = TimeSpan.FromDays(4);

    public static Command Create()
    {
        var file = new Option<string>("--file") { Description = "The ledger of value.", Required = true };
        var count = new Option<int>("--count") { Description = "How many steps.", Required = true };
        var command = new Command("economy-feed", "Enters a fixed history into a ledger of value and prints its last hash: for tests that kill it.")
        {
            file, count,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(Feed(parsed.GetRequiredValue(file), parsed.GetRequiredValue(count)));
            return 0;
        });
        return command;
    }

    /// <summary>Enters what is not entered yet.</summary>
    /// <returns>The hash of the last entry.</returns>
    public static string Feed(string file, int count)
    {
        SteppedTime time = new();
        using EconomyLedger ledger = EconomyLedger.Open(file, time: time);
        for (int step = 0; step < count; step++)
        {
            time.Now += Step;
            Enter(ledger, step);
        }

        return ledger.LastHash.ToString();
    }

    /// <summary>A step is none that an earlier or later one makes refused, so that a history can be entered twice.</summary>
    private static void Enter(EconomyLedger ledger, int step)
    {
        PublicKey wallet = Wallet(step % Wallets), node = Wallet(Wallets + (step % 2));
        long epoch = step / EpochSteps;
        switch (step % EpochSteps)
        {
            case EpochSteps - 1:
                NodeCount[] nodes = [new(Wallet(Wallets), 100 * (epoch + 1), 100), new(Wallet(Wallets + 1), 37 * (epoch + 1), 37)];
                ledger.CloseEpoch(epoch, new EpochFacts(137 * (epoch + 1), nodes, [new(wallet, 1)], [new(wallet, 2)]));
                break;
            case EpochSteps - 2:
                ledger.Emit(epoch);
                break;
            case EpochSteps - 3:
                ledger.Forfeit($"shard-{step}", node);
                break;
            case EpochSteps - 4:
                ledger.Stake($"stake-{step}", wallet, node, Amount.OfRender(1 + step));
                break;
            default:
                ledger.PayLicence($"payment-{step}", wallet, new Amount(123_456_789 + step));
                break;
        }
    }

    private static PublicKey Wallet(int number) => new(SHA256.HashData(BitConverter.GetBytes(number)));

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
