using CsCheck;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Transactions;

public sealed class LegacyKeyOrderTests
{
    // What localeCompare of JavaScript gives with the options of @solana/web3.js.
    [Theory]
    [InlineData("1", "A")]
    [InlineData("9", "a")]
    [InlineData("a", "B")]
    [InlineData("A", "b")]
    [InlineData("a", "A")]
    [InlineData("aB", "Ab")]
    [InlineData("ab", "aB")]
    [InlineData("aa", "aaa")]
    [InlineData("AA", "aaa")]
    [InlineData("cmtDvXumG", "ComputeBudget")]
    public void FirstStandsBeforeSecond(string first, string second)
    {
        Assert.True(LegacyKeyOrder.Compare(first, second) < 0);
        Assert.True(LegacyKeyOrder.Compare(second, first) > 0);
        Assert.Equal(0, LegacyKeyOrder.Compare(first, first));
    }

    // Some differ in their last byte, so that their texts begin alike, and some begin with zeros.
    [Fact]
    public void KeysAreSortedAsTheirTextsCompare() =>
        Gen.Select(Gen.Byte.Array[32].Array[1, 12], Gen.Byte.Array[1, 8], Gen.Int[0, 32]).Sample((seeds, endings, zeros) =>
        {
            seeds[0].AsSpan(0, zeros).Clear();
            PublicKey[] keys =
            [
                .. seeds.Select(seed => new PublicKey(seed)),
                .. endings.Distinct().Select(ending => new PublicKey([.. seeds[0][..31], ending])),
            ];
            byte[] places = [.. Enumerable.Range(0, keys.Length).Select(place => (byte)place)];
            LegacyKeyOrder.Sort(places, keys);
            string[] texts = [.. keys.Select(key => key.ToString())];
            Array.Sort(texts, LegacyKeyOrder.Compare);
            return texts.SequenceEqual(places.Select(place => keys[place].ToString()));
        }, iter: 2_000);
}
