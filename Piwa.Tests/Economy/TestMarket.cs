using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Economy;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Economy;

/// <summary>A market's directory, data sets whose manifests alone are there, and validators that have signed: all that epochs are counted from.</summary>
internal sealed class TestMarket : IDisposable
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _home = new();
    private readonly List<string> _sources = [];
    private readonly List<SignedShardVerdict> _verdicts = [];

    public TestMarket()
    {
        Clock = new FakeTimeProvider(Begin);
        Directory.CreateDirectory(MarketDirectory);
        VerdictFile.Write(VerdictPath, []);
    }

    public static Keypair Oracle => TestKeys.Pair("oracle");

    public static Keypair Operator => TestKeys.Pair("operator");

    public FakeTimeProvider Clock { get; }

    public string MarketDirectory => _home["market"];

    public string LedgerPath => Path.Combine(MarketDirectory, "economy.log");

    public string EpochsPath => Path.Combine(MarketDirectory, "epochs");

    public string VerdictPath => _home["verdicts.jsonl"];

    public IReadOnlyList<string> Sources => _sources;

    public EpochStatements Statements => EpochStatements.Open(EpochsPath);

    public EpochCountOptions Options => new()
    {
        Sources = _sources,
        VerdictFiles = [VerdictPath],
        Validators = [Oracle.PublicKey, Operator.PublicKey],
        Labels = [new WalletCount(TestKeys.Key(77), 3)],
    };

    public static Keypair Node(int number) => TestKeys.Pair($"node {number}");

    public static ContentHash Root(string name) => Blake3.Hash(System.Text.Encoding.UTF8.GetBytes(name));

    public EconomyLedger OpenLedger() => EconomyLedger.Open(LedgerPath, EconomyParameters.Default, Clock);

    /// <summary>Begins a data set; its seed tells its campaign from others.</summary>
    public string AddDataset(string name, ulong seed, bool isOfUploads = false)
    {
        Campaign campaign = SmallRun.Campaign with { Seed = seed };
        if (isOfUploads)
            campaign = campaign with { Preset = Campaign.Uploads };
        Dataset.OpenForWriting(_home[name], campaign).Dispose();
        _sources.Add(_home[name]);
        return _home[name];
    }

    /// <summary>Commits a shard that a node has made and signed.</summary>
    public ShardRecord Commit(string directory, Keypair node, ulong first, string content, int rows = 8, int assets = 0)
    {
        using Dataset dataset = Dataset.Open(directory);
        ShardRecord record = Sign(Record(dataset, node, first, content, rows, assets), node);
        CommitTo(directory, record);
        return record;
    }

    /// <summary>Commits a shard that a node has made and that the operator of its fleet has signed for.</summary>
    public (ShardRecord Own, ShardRecord Maker) CommitOfFleet(string directory, Keypair node, ulong first, string content, Keypair? by = null)
    {
        using Dataset dataset = Dataset.Open(directory);
        by ??= Operator;
        ShardRecord maker = Sign(Record(dataset, node, first, content, 8, 0), node);
        ShardRecord own = Sign(maker with { Wallet = by.PublicKey.ToString() }, by);
        using Dataset writing = Dataset.OpenForWriting(directory, dataset.Campaign);
        writing.EnterMaker(maker);
        writing.Commit(own);
        return (own, maker);
    }

    /// <summary>A validator says of a shard that it is sound, or that its node was caught.</summary>
    public SignedShardVerdict Judge(ShardRecord shard, ShardFinding finding = ShardFinding.Sound, Keypair? by = null, bool keepsRoot = true)
    {
        by ??= Oracle;
        var verdict = new ShardVerdict
        {
            Validator = by.PublicKey,
            Node = PublicKey.Parse(shard.Wallet),
            Campaign = new Hash256(shard.Campaign.Bytes),
            FirstAsset = shard.FirstAsset,
            Rows = shard.Rows,
            Root = keepsRoot ? new Hash256(shard.Root.Bytes) : default,
            Sampled = 2,
            Equal = finding == ShardFinding.Caught ? 1 : 2,
            Finding = finding,
            At = Clock.GetUtcNow(),
        };
        string text = verdict.Text;
        SignedShardVerdict signed = new(text, by.Sign(Piwa.Chain.Requests.OffchainMessage.Encode(text)).ToString());
        Add(signed);
        return signed;
    }

    public void Add(SignedShardVerdict verdict)
    {
        _verdicts.Add(verdict);
        VerdictFile.Write(VerdictPath, _verdicts);
    }

    /// <summary>Enters uploads, so that those of a shard are known.</summary>
    public void Upload(string directory, params PublicKey[] wallets)
    {
        using Dataset dataset = Dataset.Open(directory);
        int before = dataset.ReadUploads().Count;
        foreach ((int index, PublicKey wallet) in wallets.Index())
        {
            var upload = new UploadedAsset
            {
                Asset = (ulong)(before + index),
                Name = "a",
                File = "a.glb",
                FileBytes = 1,
                FileHash = default,
                Source = default,
                Mesh = default,
                Texture = default,
                Scene = default,
                Shape = new string('0', 64),
                NearCopies = [],
                Notes = [],
                Wallet = wallet.ToString(),
                Time = Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            };
            CheckedLines.Append(dataset.UploadLogPath, System.Text.Json.JsonSerializer.Serialize(upload, DatasetJson.Default.UploadedAsset));
        }
    }

    /// <summary>Takes a shard out of a data set's manifest.</summary>
    public static void Drop(string directory, ulong first) => Rewrite(directory, shards => [.. shards.Where(shard => shard.FirstAsset != first)]);

    /// <summary>Writes a data set's manifest anew.</summary>
    public static void Rewrite(string directory, Func<IReadOnlyList<ShardRecord>, IReadOnlyList<ShardRecord>> change)
    {
        ShardRecord[] shards;
        using (Dataset dataset = Dataset.Open(directory))
            shards = [.. change(dataset.Shards)];
        File.Delete(Path.Combine(directory, "manifest.jsonl"));
        foreach (ShardRecord shard in shards)
            CommitTo(directory, shard);
    }

    public ShardRecord Sign(ShardRecord record, Keypair wallet) =>
        ProofOfRender.SignAsync(record with { Signature = null }, wallet, Clock.GetUtcNow()).AsTask().GetAwaiter().GetResult();

    /// <summary>Closes the epoch that is open, at its end.</summary>
    public async Task<EpochStatement> CloseAsync()
    {
        using EconomyLedger ledger = OpenLedger();
        if (Clock.GetUtcNow() < ledger.EpochEnds)
            Clock.SetUtcNow(ledger.EpochEnds);
        long epoch = ledger.Epoch;
        await EpochCloser.CloseAsync(ledger, Statements, Options, Clock, TestContext.Current.CancellationToken);
        return Statements.Read(epoch);
    }

    public async Task<EpochCount> CountAsync() =>
        await EpochCounter.CountAsync(Statements, Clock.GetUtcNow() + TimeSpan.FromMinutes(1), Options, TestContext.Current.CancellationToken);

    public void Dispose() => _home.Dispose();

    private static void CommitTo(string directory, ShardRecord record)
    {
        using Dataset there = Dataset.Open(directory);
        using Dataset dataset = Dataset.OpenForWriting(directory, there.Campaign);
        dataset.Commit(record);
    }

    private static ShardRecord Record(Dataset dataset, Keypair node, ulong first, string content, int rows, int assets)
    {
        assets = assets == 0 ? rows : assets;
        return new ShardRecord
        {
            File = Dataset.ShardFile(first),
            Bytes = content.Length,
            FileHash = Blake3.Hash(System.Text.Encoding.UTF8.GetBytes("file " + content)),
            FirstAsset = first,
            Assets = assets,
            Rows = rows,
            Dead = [.. Enumerable.Range(0, assets - rows).Select(i => first + (ulong)i)],
            Root = Root(content),
            Campaign = dataset.CampaignHash,
            Generator = dataset.Campaign.GeneratorVersion,
            Device = "test",
            Wallet = node.PublicKey.ToString(),
        };
    }
}
