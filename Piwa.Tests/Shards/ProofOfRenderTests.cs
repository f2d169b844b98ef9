using System.Buffers.Binary;
using CsCheck;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

public sealed class ProofOfRenderTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 11, 27, 5, 6, 7, 89, TimeSpan.Zero);

    private readonly Keypair _wallet = TestKeys.Pair("proofs");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _wallet.Dispose();

    [Fact]
    public async Task AProofIsReadAsItWasWritten()
    {
        ShardRecord signed = await SignAsync();
        byte[] file = ProofOfRender.Write(signed);
        ShardRecord read = ProofOfRender.Read(file, "the proof");
        Assert.Null(ProofOfRender.FindFault(read));
        Assert.Equal(file, ProofOfRender.Write(read));
        Assert.Equal(Time.ToUnixTimeMilliseconds(), read.Time);
    }

    /// <summary>The bytes of docs/formats.md, put together here by hand.</summary>
    [Fact]
    public async Task SignedIsTheDocumentedText()
    {
        ShardRecord signed = await SignAsync();
        var dead = new byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(dead, 17);
        BinaryPrimitives.WriteUInt64LittleEndian(dead.AsSpan(sizeof(ulong)), 20);
        string[] lines =
        [
            "piwa proof of render",
            $"wallet {_wallet.PublicKey}",
            $"campaign {Blake3.Hash("campaign"u8)}",
            "generator 3",
            "assets 8 from 16",
            "rows 6",
            $"dead 2 {Blake3.Hash(dead)}",
            "device host: Grün & Co",
            "file shards/shard-0000000016.parquet",
            "bytes 4",
            $"blake3 {Blake3.Hash("file"u8)}",
            $"root {Blake3.Hash("root"u8)}",
            "time 1795755967089",
        ];
        byte[] text = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines));
        byte[] message = [0xff, .. "solana offchain"u8, 0, 1, (byte)text.Length, (byte)(text.Length >> 8), .. text];
        Assert.True(SignatureVerifier.Verify(_wallet.PublicKey, message, Signature.Parse(signed.Signature)));
    }

    [Fact]
    public async Task AnyFieldChangedInvalidatesTheProof()
    {
        ShardRecord signed = await SignAsync();
        using Keypair other = TestKeys.Pair("another wallet");
        ShardRecord[] changed =
        [
            signed with { File = "shards/shard-0000000024.parquet" },
            signed with { Bytes = 5 },
            signed with { FileHash = Blake3.Hash("another"u8) },
            signed with { FirstAsset = 24 },
            signed with { Assets = 9 },
            signed with { Rows = 5 },
            signed with { Dead = [17, 21] },
            signed with { Root = Blake3.Hash("another"u8) },
            signed with { Campaign = Blake3.Hash("another"u8) },
            signed with { Generator = 4 },
            signed with { Device = "cuda:0: Grün & Co" },
            signed with { Wallet = other.PublicKey.ToString() },
            signed with { Time = signed.Time + 1 },
            signed with { Signature = (await ProofOfRender.SignAsync(Record() with { Rows = 7, Dead = [17] }, _wallet, Time, Stop)).Signature },
        ];
        Assert.Equal(typeof(ShardRecord).GetProperties().Length, changed.Length);
        Assert.All(changed, record => Assert.Contains("has not signed this", ProofOfRender.FindFault(record), StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatIsMissingOrNoValueIsNamed()
    {
        ShardRecord signed = await SignAsync();
        (ShardRecord Record, string Says)[] cases =
        [
            (Record(), "not signed"),
            (signed with { Time = null }, "no time"),
            (signed with { Signature = null }, "no signature"),
            (signed with { Signature = "abc" }, "64 bytes"),
            (signed with { Wallet = "abc" }, "not an address"),
            (signed with { Time = -1 }, "-1 is no time"),
            (signed with { Time = long.MaxValue }, "is no time"),
            (signed with { Device = "host\nfile elsewhere" }, "more than a line"),
            (signed with { Device = new string('x', 1200) }, "longer than 1212 bytes"),
        ];
        Assert.All(cases, item => Assert.Contains(item.Says, ProofOfRender.FindFault(item.Record), StringComparison.Ordinal));
        Assert.False(ProofOfRender.IsSigned(Record()));
    }

    [Fact]
    public async Task OnlyTheWalletOfTheRecordSignsIt()
    {
        using Keypair other = TestKeys.Pair("another wallet");
        await Assert.ThrowsAsync<ArgumentException>(async () => await ProofOfRender.SignAsync(Record(), other, Time, Stop));
        ShardRecord theirs = await ProofOfRender.SignAsync(Record() with { Wallet = other.PublicKey.ToString() }, other, Time, Stop);
        Assert.Null(ProofOfRender.FindFault(theirs));
        Assert.NotNull(ProofOfRender.FindFault(theirs with { Wallet = _wallet.PublicKey.ToString() }));
    }

    [Fact]
    public async Task NoGarbledFilePasses()
    {
        byte[] file = ProofOfRender.Write(await SignAsync());
        for (int length = 0; length < file.Length; length++)
            Assert.False(Passes(file[..length]), $"length {length}");
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte, Gen.Int[0, 2]).Where((at, value, kind) => kind != 0 || value != file[at])
            .Sample((at, value, kind) => !Passes(kind switch
            {
                0 => [.. file[..at], value, .. file[(at + 1)..]],
                1 => [.. file[..at], value, .. file[at..]],
                _ => [.. file[..at], .. file[(at + 1)..]],
            }));
        Gen.Byte.Array[0, 400].Sample(bytes => !Passes(bytes));
        Assert.True(Passes(file));
    }

    [Fact]
    public async Task AFileIsCheckedAgainstTheProof()
    {
        using TemporaryDirectory home = new();
        ShardRecord signed = await SignAsync();
        await File.WriteAllBytesAsync(home["same"], "file"u8.ToArray(), Stop);
        await File.WriteAllBytesAsync(home["other"], "fill"u8.ToArray(), Stop);
        await File.WriteAllBytesAsync(home["longer"], "files"u8.ToArray(), Stop);
        Assert.Null(ProofOfRender.FindFileFault(signed, home["same"], Stop));
        Assert.Contains("has hash", ProofOfRender.FindFileFault(signed, home["other"], Stop), StringComparison.Ordinal);
        Assert.Contains("has 5 bytes", ProofOfRender.FindFileFault(signed, home["longer"], Stop), StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => ProofOfRender.FindFileFault(signed, home["none"], Stop));
    }

    [Fact]
    public async Task ADeviceOfAnyNameCanBeSigned()
    {
        string name = ProofOfRender.DeviceName("cuda:0: a\nb\u0085\ud83d" + new string('漢', 500));
        Assert.Null(ProofOfRender.FindFault(await ProofOfRender.SignAsync(Record() with { Device = name }, _wallet, Time, Stop)));
    }

    [Fact]
    public void TextsThatNoMessageTakesAreRefused()
    {
        Assert.Throws<ArgumentException>(() => OffchainMessage.Encode(""));
        Assert.Throws<ArgumentException>(() => OffchainMessage.Encode(new string('x', OffchainMessage.MaximumTextBytes + 1)));
        Assert.Equal(20 + OffchainMessage.MaximumTextBytes, OffchainMessage.Encode(new string('x', OffchainMessage.MaximumTextBytes)).Length);
    }

    private static bool Passes(byte[] file)
    {
        try
        {
            return ProofOfRender.FindFault(ProofOfRender.Read(file, "the proof")) is null;
        }
        catch (ManifestException)
        {
            return false;
        }
    }

    private async Task<ShardRecord> SignAsync() => await ProofOfRender.SignAsync(Record(), _wallet, Time, Stop);

    private ShardRecord Record() => new()
    {
        File = "shards/shard-0000000016.parquet",
        Bytes = 4,
        FileHash = Blake3.Hash("file"u8),
        FirstAsset = 16,
        Assets = 8,
        Rows = 6,
        Dead = [17, 20],
        Root = Blake3.Hash("root"u8),
        Campaign = Blake3.Hash("campaign"u8),
        Generator = 3,
        Device = "host: Grün & Co",
        Wallet = _wallet.PublicKey.ToString(),
    };
}
