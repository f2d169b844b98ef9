using System.Text.Json;
using CsCheck;
using Piwa.Chain.Rpc.Wire;
using ZstdSharp;

namespace Piwa.Tests.Chain.Rpc;

public sealed class ZstdDataTests
{
    private const int LongestAccount = 10 * 1024 * 1024;

    // The zstd program, `printf 'compressed NFTs ' | zstd -3 --no-check` from a pipe: the frame does not say how long the data is.
    [Fact]
    public void FrameOfTheZstdProgramIsRead() => Assert.Equal(
        "compressed NFTs "u8.ToArray(),
        ZstdData.Decompress(Convert.FromHexString("28b52ffd0058810000636f6d70726573736564204e46547320")));

    [Fact]
    public void DataComesBack() =>
        Gen.Byte.Array[0, 3_000].Sample(data => ZstdData.Decompress(ZstdData.Compress(data)).AsSpan().SequenceEqual(data), iter: 300);

    [Theory]
    [InlineData(LongestAccount - 1, true)]
    [InlineData(LongestAccount, true)]
    [InlineData(LongestAccount + 1, false)]
    public void NothingLongerThanAnAccountIsMade(int length, bool isRead)
    {
        // As nodes write it: in pieces, and without the length.
        using MemoryStream compressed = new();
        using (CompressionStream stream = new(compressed, leaveOpen: true))
            stream.Write(new byte[length]);
        if (isRead)
            Assert.Equal(length, ZstdData.Decompress(compressed.ToArray()).Length);
        else
            Assert.Throws<JsonException>(() => ZstdData.Decompress(compressed.ToArray()));
    }

    // Cut off anywhere, changed anywhere, or nothing of the kind.
    [Fact]
    public void DamageIsReportedOrHarmless()
    {
        byte[] sound = ZstdData.Compress("compressed NFTs, compressed NFTs, compressed NFTs"u8);
        for (int i = 1; i < sound.Length; i++)
        {
            byte[] changed = [.. sound];
            changed[i] ^= 0xFF;
            foreach (byte[] damaged in (byte[][])[sound[..i], changed])
            {
                try
                {
                    Assert.InRange(ZstdData.Decompress(damaged).Length, 0, LongestAccount);
                }
                catch (JsonException)
                {
                    // Said so.
                }
            }
        }

        Assert.Throws<JsonException>(() => ZstdData.Decompress([1, 2, 3, 4, 5]));
        Assert.Throws<JsonException>(() => ZstdData.Decompress(sound[..^1]));
    }
}
