using Piwa.Pipeline;

namespace Piwa.Tests.Infrastructure;

/// <summary>A small finished data set, made once for all tests of a class; they copy it before they change it.</summary>
public sealed class SmallDataset : IAsyncLifetime
{
    /// <summary>Assets of the set: two shards of 8, one of 4.</summary>
    public const int Assets = 20;

    private readonly TemporaryDirectory _home = new();

    /// <summary>The data set's directory; not to be changed.</summary>
    public string Directory => _home["dataset"];

    /// <summary>Keypair file of the operator.</summary>
    public string Wallet => _home["wallet.json"];

    public async ValueTask InitializeAsync()
    {
        RunReport report = await SmallRun.RunAsync(Directory, Assets);
        Assert.Equal(Assets, report.Minted);
    }

    public ValueTask DisposeAsync()
    {
        _home.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Copies the data set.</summary>
    public void CopyTo(string target) => TemporaryDirectory.Copy(Directory, target);
}
