using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

public sealed class XxHash32Tests
{
    // As xxhsum -H0 prints them; the lengths stand for no input, tail bytes, tail words, whole stripes, and all of these.
    [Theory]
    [InlineData("", 0x02CC5D05)]
    [InlineData("a", 0x550D7456)]
    [InlineData("abc", 0x32D153FF)]
    [InlineData("abcdefgh", 0x0BB3C6BB)]
    [InlineData("0123456789abcdef", 0xC2C45B69)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2F)]
    public void KnownHashesHold(string text, uint hash) =>
        Assert.Equal(hash, XxHash32.Compute(System.Text.Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData(0)]
    [InlineData(1, 17)]
    [InlineData(100, 31, 15)]
    [InlineData(4096, 2048, 2048)]
    [InlineData(16, 0, 5, 4097, 33, 33, 700, 699)]
    public void InputsSideBySideHaveTheHashesOfEachAlone(params int[] lengths)
    {
        var inputs = new byte[lengths.Sum()];
        new Random(lengths.Length).NextBytes(inputs);
        int[] ends = [.. lengths.Select((_, i) => lengths[..(i + 1)].Sum())];
        var hashes = new uint[lengths.Length];
        XxHash32.Compute(inputs, ends, hashes);
        Assert.Equal(lengths.Select((length, i) => XxHash32.Compute(inputs.AsSpan(ends[i] - length, length))), hashes);
    }
}
