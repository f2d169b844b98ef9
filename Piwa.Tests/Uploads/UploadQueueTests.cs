using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Uploads;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Importing;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Uploads;

/// <summary>A host that takes uploads of many: what each owns, what it gets, and what a stop in between leaves.</summary>
public sealed class UploadQueueTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly Keypair _first = Keypair.Generate(), _second = Keypair.Generate();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _home.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task EachUploadIsItsUploadersWhateverTheHostSigns()
    {
        byte[] ring = TestShape.Torus(0.3).ToGlb(), knob = TestShape.Knobbly(1).ToGlb();
        await using (UploadQueue queue = Open())
        {
            UploadTicket a = await ReceiveAsync(queue, _first, "ring.glb", ring), b = await ReceiveAsync(queue, _second, @"C:\art\knob.glb", knob);
            UploadTicket copy = await ReceiveAsync(queue, _second, "copy.glb", TestShape.Torus(0.3).Shuffled(7).ToGlb()), bad = await ReceiveAsync(queue, _first, "bad.glb", "no mesh"u8.ToArray());
            Assert.Equal([1, 2, 3, 4], new[] { a, b, copy, bad }.Select(ticket => ticket.Place));
            queue.Start();
            UploadEnding[] endings = [await EndAsync(queue, a), await EndAsync(queue, b), await EndAsync(queue, copy), await EndAsync(queue, bad)];
            Assert.Equal([UploadOutcome.Taken, UploadOutcome.Taken, UploadOutcome.Duplicate, UploadOutcome.Refused], endings.Select(ending => ending.Outcome!.Value));
            Assert.Equal([true, true, false, false], endings.Select(ending => ending.IsRendered));
            Assert.Contains(_first.PublicKey.ToString(), endings[2].Message, StringComparison.Ordinal);
            Assert.StartsWith("bad.glb: ", endings[3].Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(_home["queue/files"]));

            FirstUploadRecord record = FirstUploadCertificate.Read(queue.FindCertificate(b.Id), "certificate");
            Assert.Null(FirstUploadCertificate.FindFault(record));
            Assert.Equal((_second.PublicKey.ToString(), 1ul, Blake3.Hash(knob)), (record.Uploader, record.Asset, record.FileHash));
            Assert.Equal([true, true, false, true], record.Contents.Select(content => content.Wallet == record.Uploader));
            Assert.Equal(KeypairFile.Load(_home["ds.wallet.json"]).PublicKey.ToString(), record.Host);
            Assert.NotNull(record.Nft);
            Assert.Null(queue.FindCertificate(copy.Id));
            Assert.Equal([copy.Id, b.Id], queue.List(_second.PublicKey).Select(ticket => ticket.Id));
        }

        using Dataset dataset = Dataset.Open(_home["ds"]);
        Assert.Equal([_first.PublicKey.ToString(), _second.PublicKey.ToString()], dataset.ReadUploads().Select(upload => upload.Wallet));
        using AssetProver prover = AssetProver.Open(dataset);
        AssetProofReport proof = (await prover.ProveAsync(1, Stop))!;
        Assert.Empty(proof.Findings);
        Assert.Equal((_second.PublicKey.ToString(), true), (proof.Owner, proof.IsShardSigned));
        Assert.NotEqual(proof.Owner, proof.Shard.Wallet);
        VerifyReport verified = await SmallUpload.VerifyAsync(_home["ds"]);
        Assert.Empty(verified.Findings);
        Assert.Equal((2, 2L), (verified.Regenerated, verified.ProofsVerified));

        // A line that names another owner does not fit the ledger's leaf.
        string path = _home["ds/uploads.jsonl"];
        List<string> lines = CheckedLines.Read(path, out _);
        File.WriteAllBytes(path, [.. lines.SelectMany(line => CheckedLines.Encode(line.Replace(_second.PublicKey.ToString(), _first.PublicKey.ToString(), StringComparison.Ordinal)))]);
        Assert.Contains((await SmallUpload.VerifyAsync(_home["ds"])).Findings, finding => finding.Contains("asset 1: the ledger's leaf", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatWasReceivedIsMadeByTheNextHostAndNothingElseIsKept()
    {
        string id;
        await using (UploadQueue queue = Open())
        {
            id = (await ReceiveAsync(queue, _first, "ring.glb", TestShape.Torus(0.3).ToGlb())).Id;
            UploadTicket gone = await ReceiveAsync(queue, _first, "gone.glb", TestShape.Knobbly(1).ToGlb());
            Assert.True(queue.Cancel(gone.Id));
            Assert.False(queue.Cancel(gone.Id));
            Assert.Equal(UploadState.Cancelled, queue.Find(gone.Id)!.State);
            await Assert.ThrowsAsync<IOException>(() => queue.ReceiveAsync(_first.PublicKey, "half.glb", null, new BrokenStream(), Stop));
            Assert.Single(Directory.GetFiles(_home["queue/files"]));
            Assert.Throws<IOException>(() => Open());
        }

        // A line that a crash has torn, and a file that was not received whole.
        File.AppendAllText(_home["queue/queue.jsonl"], "0123");
        File.WriteAllText(_home["queue/files/.tmp-x.glb"], "x");
        await using (UploadQueue queue = Open())
        {
            Assert.Equal((UploadState.Waiting, 1), (queue.Find(id)!.State, queue.Find(id)!.Place));
            Assert.Single(Directory.GetFiles(_home["queue/files"]));
            queue.Start();
            Assert.True((await EndAsync(queue, queue.Find(id)!)).IsRendered);
            Assert.False(queue.Cancel(id));
        }

        await using UploadQueue again = Open();
        Assert.Equal((UploadState.Ended, 0ul), (again.Find(id)!.State, again.Find(id)!.Ending!.Asset!.Value));
        Assert.NotNull(again.FindCertificate(id));
        Assert.Equal([UploadState.Cancelled, UploadState.Ended], again.List().Select(ticket => ticket.State).Order().Reverse());
    }

    [Fact]
    public async Task WhatIsUnderWayWhenTheHostStopsIsMadeOnceByTheNext()
    {
        string id;
        await using (UploadQueue queue = Open())
        {
            id = (await ReceiveAsync(queue, _first, "ring.glb", TestShape.Torus(0.3).ToGlb())).Id;
            queue.Start();
            while (queue.Find(id)!.State == UploadState.Waiting)
                await Task.Delay(1, Stop);
        }

        await using (UploadQueue next = Open())
        {
            Assert.Equal(UploadState.Waiting, next.Find(id)!.State);
            next.Start();
            UploadEnding ending = await EndAsync(next, next.Find(id)!);
            Assert.Contains(ending.Outcome!.Value, new[] { UploadOutcome.Taken, UploadOutcome.There });
            Assert.Equal((true, 4), (ending.IsRendered, ending.Contents.Count));
            Assert.Null(FirstUploadCertificate.FindFault(FirstUploadCertificate.Read(next.FindCertificate(id), "certificate")));
        }

        using Dataset dataset = Dataset.Open(_home["ds"]);
        Assert.Single(dataset.ReadUploads());
    }

    [Fact]
    public async Task WhatIsTooMuchIsRefused()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
        await using UploadQueue queue = Open(options =>
        {
            options.MaximumBytes = 10;
            options.MaximumWaiting = 3;
            options.WaitingPerWallet = 2;
            options.PerWalletAndDay = 3;
            options.TimeProvider = clock;
        });
        await ReceiveAsync(queue, _first, "a.glb", new byte[10]);
        await RefusesAsync(UploadRefusal.TooLong, _first, "b.glb", new byte[11]);
        await RefusesAsync(UploadRefusal.Malformed, _first, "b.glb", []);
        await RefusesAsync(UploadRefusal.Malformed, _first, "", new byte[1]);
        await RefusesAsync(UploadRefusal.Malformed, _first, "a\nb.glb", new byte[1]);
        UploadTicket second = await ReceiveAsync(queue, _first, "b.glb", new byte[1]);
        await RefusesAsync(UploadRefusal.Full, _first, "c.glb", new byte[1]);
        await ReceiveAsync(queue, _second, "d.glb", new byte[1]);
        queue.Cancel(second.Id);
        UploadTicket third = await ReceiveAsync(queue, _first, "e.glb", new byte[1]);
        await RefusesAsync(UploadRefusal.Full, _second, "f.glb", new byte[1]);
        queue.Cancel(third.Id);
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(TimeSpan.FromHours(1), (await RefusesAsync(UploadRefusal.TooMany, _first, "g.glb", new byte[1])).RetryAfter);
        clock.Advance(TimeSpan.FromHours(1));
        await ReceiveAsync(queue, _first, "g.glb", new byte[1]);

        async Task<UploadRefusedException> RefusesAsync(UploadRefusal reason, Keypair wallet, string file, byte[] content)
        {
            UploadRefusedException fault = await Assert.ThrowsAsync<UploadRefusedException>(() => ReceiveAsync(queue, wallet, file, content));
            Assert.Equal(reason, fault.Reason);
            return fault;
        }
    }

    private UploadQueue Open(Action<UploadQueueOptions>? change = null)
    {
        var options = new UploadQueueOptions { Directory = _home["queue"] };
        change?.Invoke(options);
        return UploadQueue.Open(SmallUpload.Pipeline(_home["ds"]), options);
    }

    private static async Task<UploadTicket> ReceiveAsync(UploadQueue queue, Keypair wallet, string file, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await queue.ReceiveAsync(wallet.PublicKey, file, null, stream, Stop);
    }

    private static async Task<UploadEnding> EndAsync(UploadQueue queue, UploadTicket ticket)
    {
        while (queue.Find(ticket.Id)!.Ending is null)
        {
            Assert.False(queue.Completion.IsFaulted, queue.Completion.Exception?.ToString());
            await Task.Delay(20, Stop);
        }

        return queue.Find(ticket.Id)!.Ending!;
    }

    /// <summary>A body whose sender hangs up.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");
    }
}
