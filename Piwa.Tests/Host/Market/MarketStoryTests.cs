using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host.Market;

/// <summary>The economy's story, as eng/market tells it with real processes: generated, minted, staked, licensed, killed, paid, audited.</summary>
public sealed class MarketStoryTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task NodeAndStakerArePaidAndTheAuditPasses()
    {
        PiwaResult result = await StoryScript.RunAsync("market", _home.Path, output);
        result.Exits(0).Says("paid, and the market is killed", "60 RENDER are sent to the node, 20 to its staker", "finds a count that was forged");
    }
}
