using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

/// <summary>Oracles with a real examiner, and submissions of real shards.</summary>
internal sealed class OracleBench : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly Device _device = DeviceCatalog.OpenVerified("host", 2);
    private readonly ShardExaminer _examiner;

    public OracleBench()
    {
        _examiner = new ShardExaminer(_device);
        Uploads = UploadRegistry.Open(_home["uploads"], new UploadRegistryOptions { TimeProvider = Clock });
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public IUploadRegistry Uploads { get; private set; }

    public Keypair Key { get; } = TestKeys.Pair("oracle");

    public string RecordPath => _home["oracle.log"];

    public Oracle Open(Action<OracleOptions>? change = null)
    {
        OracleOptions options = new()
        {
            Signer = Key,
            Examiner = _examiner,
            Uploads = Uploads,
            Samples = 2,
            RecordPath = RecordPath,
            TimeProvider = Clock,
        };
        change?.Invoke(options);
        return new Oracle(options);
    }

    /// <summary>The submissions of a data set's shards.</summary>
    public static async Task<List<ShardSubmission>> ReadAsync(string directory, PublicKey? wallet = null)
    {
        List<ShardSubmission> submissions = [];
        using Dataset dataset = Dataset.Open(directory);
        foreach (ShardRecord shard in dataset.Shards)
        {
            PublicKey owner = wallet ?? PublicKey.Parse(shard.Wallet);
            OracleGate gate = new(dataset, oracle: null!, owner);
            submissions.Add(gate.Submit(
                wallet is null ? shard : shard with { Wallet = owner.ToString(), Time = null, Signature = null },
                await dataset.ReadHashesAsync(shard, TestContext.Current.CancellationToken)));
        }

        return submissions;
    }

    public void Dispose()
    {
        _examiner.Dispose();
        _device.Dispose();
        Uploads.Dispose();
        Key.Dispose();
        _home.Dispose();
    }
}
