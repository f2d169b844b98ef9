using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Uploads;

namespace Piwa.Tests.Uploads;

/// <summary>Certificates of first upload: what is signed is just what stands there.</summary>
public sealed class FirstUploadCertificateTests : IDisposable
{
    private readonly Keypair _host = Keypair.Generate(), _uploader = Keypair.Generate();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _host.Dispose();
        _uploader.Dispose();
    }

    [Fact]
    public async Task AnyByteThatIsAnotherIsRefused()
    {
        byte[] file = FirstUploadCertificate.Write(await SignedAsync());
        Assert.Null(FaultOf(file));
        var random = new Random(1);
        for (int i = 0; i < file.Length; i++)
        {
            byte[] changed = [.. file];
            changed[i] ^= (byte)random.Next(1, 256);
            Assert.NotNull(FaultOf(changed));
        }

        Assert.NotNull(FaultOf([.. file, (byte)'\n']));
        Assert.NotNull(FaultOf(file[..^1]));
        Assert.NotNull(FaultOf([]));
    }

    [Fact]
    public async Task EveryFieldIsSigned()
    {
        FirstUploadRecord record = await SignedAsync();
        ContentHash other = Blake3.Hash("other"u8);
        FirstUploadRecord[] changed =
        [
            record with { Uploader = _host.PublicKey.ToString() },
            record with { FileHash = other },
            record with { FileBytes = 8 },
            record with { Campaign = other },
            record with { Asset = 8 },
            record with { AssetHash = other },
            record with { Nft = null, Tree = null },
            record with { Tree = record.Nft },
            record with { Host = _uploader.PublicKey.ToString() },
            record with { Time = 8 },
            record with { Contents = [.. record.Contents.Select(content => content with { Time = 8 })] },
            record with { Contents = [.. record.Contents.Select(content => content with { Wallet = record.Host })] },
            record with { Contents = [.. record.Contents.Select(content => content with { Hash = other })] },
            record with { Contents = [.. record.Contents.Reverse()] },
            record with { Signature = null },
            record with { Signature = "x" },
        ];
        Assert.All(changed, one => Assert.NotNull(FirstUploadCertificate.FindFault(one)));
        Assert.Contains("has not signed this", FirstUploadCertificate.FindFault(changed[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNoRecordIsNotSigned()
    {
        foreach (FirstUploadRecord wrong in (FirstUploadRecord[])
        [
            Record() with { Host = _uploader.PublicKey.ToString() }, Record() with { Uploader = "x\ny" }, Record() with { Contents = [] },
            Record() with { Nft = null }, Record() with { Time = -1 },
        ])
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await FirstUploadCertificate.SignAsync(wrong, _host, Stop));
        }
    }

    private static string? FaultOf(byte[] file)
    {
        try
        {
            return FirstUploadCertificate.FindFault(FirstUploadCertificate.Read(file, "certificate"));
        }
        catch (ManifestException fault)
        {
            return fault.Message;
        }
    }

    private ValueTask<FirstUploadRecord> SignedAsync() => FirstUploadCertificate.SignAsync(Record(), _host, Stop);

    private FirstUploadRecord Record() => new()
    {
        Uploader = _uploader.PublicKey.ToString(),
        FileHash = Blake3.Hash("file"u8),
        FileBytes = 4,
        Contents = [.. ((string[])["source", "mesh", "texture", "scene"]).Select(name =>
            new ContentFirst(name, Blake3.Hash(System.Text.Encoding.UTF8.GetBytes(name)), _uploader.PublicKey.ToString(), 1_764_212_580_123))],
        Campaign = Blake3.Hash("campaign"u8),
        Asset = 7,
        AssetHash = Blake3.Hash("asset"u8),
        Nft = _uploader.PublicKey.ToString(),
        Tree = _host.PublicKey.ToString(),
        Host = _host.PublicKey.ToString(),
        Time = 1_764_212_590_123,
    };
}
