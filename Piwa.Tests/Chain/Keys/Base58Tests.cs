using System.Numerics;
using CsCheck;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Keys;

public sealed class Base58Tests
{
    // From the draft "The Base58 Encoding Scheme" (draft-msporny-base58) and Bitcoin's test data.
    [Theory]
    [InlineData("", "")]
    [InlineData("00", "1")]
    [InlineData("61", "2g")]
    [InlineData("626262", "a3gV")]
    [InlineData("0000287fb4cd", "11233QC4")]
    [InlineData("48656c6c6f20576f726c6421", "2NEpo7TZRRrLZSi2U")]
    [InlineData("00000000000000000000", "1111111111")]
    [InlineData("73696d706c792061206c6f6e6720737472696e67", "2cFupjhnEsSn59qHXstmK2ffpLv2")]
    public void PublishedTextsAreMet(string bytes, string text)
    {
        byte[] value = Convert.FromHexString(bytes);
        Assert.Equal(text, Base58.Encode(value));
        byte[] decoded = new byte[value.Length];
        Assert.True(Base58.TryDecode(text, decoded));
        Assert.Equal(value, decoded);
    }

    // Leading zero bytes are where implementations differ.
    [Fact]
    public void EveryValueRoundTrips() =>
        Gen.Select(Gen.Int[0, 64], Gen.Byte.Array[0, 64]).Sample((zeros, tail) =>
        {
            byte[] value = [.. new byte[Math.Min(zeros, 64 - tail.Length)], .. tail];
            byte[] decoded = new byte[value.Length];
            return Base58.TryDecode(Base58.Encode(value), decoded) && decoded.AsSpan().SequenceEqual(value);
        }, iter: 5_000);

    // Addresses have a way of their own; what a decoder reads back has one text only. Zeros stand where its limbs and digits begin.
    [Fact]
    public void EveryAddressHasTheTextOfItsValue() =>
        Gen.Select(Gen.Int[0, 32], Gen.Byte.Array[32]).Sample((zeros, value) =>
        {
            value.AsSpan(0, zeros).Clear();
            string text = Base58.Encode(value);
            Span<char> start = stackalloc char[10];
            return text == TextOf(value) && Base58.EncodeKey(value, start) == start.Length && text.AsSpan().StartsWith(start);
        }, iter: 5_000);

    [Fact]
    public void LargestAddressHasTheTextOfItsValue()
    {
        byte[] largest = new byte[32];
        largest.AsSpan().Fill(0xFF);
        Assert.Equal(TextOf(largest), Base58.Encode(largest));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void AnotherLengthIsRefused(int length)
    {
        string text = Base58.Encode(new byte[length]);
        Assert.False(Base58.TryDecode(text, new byte[32]));
        byte[] largest = new byte[length];
        largest.AsSpan().Fill(0xFF);
        Assert.False(Base58.TryDecode(Base58.Encode(largest), new byte[32]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("O")]
    [InlineData("I")]
    [InlineData("l")]
    [InlineData(" ")]
    [InlineData("ß")]
    [InlineData("\u1234")]
    public void CharactersOutsideTheAlphabetAreRefused(string text) => Assert.False(Base58.TryDecode(text, new byte[1]));

    [Fact]
    public void LengthsAreBounded()
    {
        Assert.Throws<ArgumentException>(() => Base58.Encode(new byte[65]));
        Assert.Throws<ArgumentException>(() => Base58.TryDecode("1", new byte[65]));
        Assert.False(Base58.TryDecode(new string('1', 1_000_000), new byte[64]));
        Assert.False(Base58.TryDecode(new string('z', 88), new byte[64]));
    }

    private static string TextOf(byte[] value)
    {
        const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        string text = "";
        for (BigInteger rest = new(value, isUnsigned: true, isBigEndian: true); !rest.IsZero; rest /= Alphabet.Length)
            text = Alphabet[(int)(rest % Alphabet.Length)] + text;
        return new string(Alphabet[0], value.TakeWhile(each => each == 0).Count()) + text;
    }
}
