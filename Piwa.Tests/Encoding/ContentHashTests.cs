using CsCheck;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

public sealed class ContentHashTests
{
    private static readonly Gen<byte[]> HashBytes = Gen.Byte.Array[ContentHash.ByteCount];

    [Fact]
    public void TextIsTheBytesInHexadecimalAndReadsBack() => HashBytes.Sample(bytes =>
    {
        var hash = new ContentHash(bytes);
        var text = hash.ToString();
        Assert.Equal(Convert.ToHexStringLower(bytes), text);
        Assert.Equal($"{hash}", text);
        Assert.Equal(hash, ContentHash.Parse(text));
        Assert.Equal(hash, ContentHash.Parse(text.ToUpperInvariant()));
        Assert.Equal(bytes, hash.Bytes);
        var copy = new byte[ContentHash.ByteCount];
        hash.CopyTo(copy);
        Assert.Equal(bytes, copy);
    });

    [Fact]
    public void OrderAndEqualityAreThoseOfTheText() => HashBytes.Select(HashBytes, Gen.Int[0, 32]).Sample((a, b, common) =>
    {
        a.AsSpan(0, common).CopyTo(b);
        var (left, right) = (new ContentHash(a), new ContentHash(b));
        var order = Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString()));
        Assert.Equal(order, Math.Sign(left.CompareTo(right)));
        Assert.Equal(order == 0, left == right);
        Assert.Equal(order != 0, left != right);
        Assert.Equal(order == 0, left.Equals((object)right));
        Assert.Equal(order < 0, left < right);
        Assert.Equal(order > 0, left > right);
        Assert.Equal(order <= 0, left <= right);
        Assert.Equal(order >= 0, left >= right);
        if (order == 0)
            Assert.Equal(left.GetHashCode(), right.GetHashCode());
    });

    [Fact]
    public void EveryBitCounts()
    {
        var bytes = new byte[ContentHash.ByteCount];
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] = (byte)(1 << (bit % 8));
            Assert.NotEqual(default, new ContentHash(bytes));
            Assert.False(new ContentHash(bytes).IsZero);
            bytes[bit / 8] = 0;
        }

        Assert.True(new ContentHash(bytes).IsZero);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000f")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000ff0")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000fg")]
    [InlineData(" 0000000000000000000000000000000000000000000000000000000000000ff")]
    public void OtherTextIsRefused(string text)
    {
        Assert.False(ContentHash.TryParse(text, out var hash));
        Assert.True(hash.IsZero);
        Assert.Throws<FormatException>(() => ContentHash.Parse(text));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void OtherLengthsAreRefused(int length) => Assert.Throws<ArgumentException>(() => new ContentHash(new byte[length]));

    [Fact]
    public void FormattingNeedsRoomForAllDigits()
    {
        var hash = Blake3.Hash([]);
        var text = new char[ContentHash.TextLength];
        var utf8 = new byte[ContentHash.TextLength];
        Assert.False(hash.TryFormat(text.AsSpan(1), out var written, default, null));
        Assert.Equal(0, written);
        Assert.True(hash.TryFormat(text, out written, default, null));
        Assert.Equal(ContentHash.TextLength, written);
        Assert.Equal(hash.ToString(), new string(text));
        Assert.True(hash.TryFormat(utf8, out written, default, null));
        Assert.Equal(hash.ToString(), System.Text.Encoding.ASCII.GetString(utf8.AsSpan(0, written)));
    }

    [Fact]
    public void NothingButTextAllocates()
    {
        var hash = Blake3.Hash([1]);
        var text = new char[ContentHash.TextLength];
        var same = Use();
        var before = GC.GetAllocatedBytesForCurrentThread();
        same &= Use();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(same);

        bool Use() =>
            hash.TryFormat(text, out _, default, null) && ContentHash.TryParse(text, out var back) && back == hash
            && back.GetHashCode() == hash.GetHashCode() && back.CompareTo(hash) == 0;
    }
}
