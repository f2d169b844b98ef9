using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Peers;

/// <summary>The ledger's SPL token and associated token programs against those that LiteSVM carries.</summary>
public sealed class TokenTwinTests(ITestOutputHelper output)
{
    private const int Steps = 600;

    [Fact]
    public void TokenProgramsDoWhatTheRealOnesDo()
    {
        NodeTool.Require(PeerCases.Tool);
        RandomChain random = RandomChain.Fresh(output);
        using TwinLedger twin = new();
        using TokenWorld world = new(random.Seed, twin);
        List<string> differences = [];
        SortedDictionary<string, int> succeeded = [];
        int refused = 0;
        for (int i = 0; i < Steps && differences.Count < 12; i++)
        {
            (string name, Instruction instruction, Keypair[] signers) = world.Next();
            (Instruction spoiled, Keypair[] spoiledSigners) = world.Spoil(instruction);
            if (twin.Simulate(spoiledSigners, spoiled) is { } unlike)
                differences.Add($"step {i}, {name}, spoiled: {unlike}");
            if (twin.Send(out TransactionError? error, signers, instruction) is { } difference)
                differences.Add($"step {i}, {name}: {difference}");
            if (error is null)
                succeeded[name] = succeeded.GetValueOrDefault(name) + 1;
            else
                refused++;
        }

        output.WriteLine($"{refused} refused; " + string.Join(", ", succeeded));
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
        Assert.InRange(succeeded.Count, 12, 25);
        Assert.InRange(refused, Steps / 10, Steps * 9 / 10);
    }
}
