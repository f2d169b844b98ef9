using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

public sealed class Blake3DomainTests
{
    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void KeyOfTheWrongLengthIsRefusedWithBothLengths(int length)
    {
        var error = Assert.Throws<ArgumentException>(() => Blake3Domain.Keyed(new byte[length]));
        Assert.Contains("32", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{length}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ContextIsRequired() => Assert.Throws<ArgumentNullException>(() => Blake3Domain.DeriveKey(null!));

    [Fact]
    public void DomainsAreUnrelated()
    {
        var input = Blake3TestData.Input(100);
        ContentHash[] hashes =
        [
            Blake3.Hash(input),
            Blake3.Hash(Blake3Domain.Keyed(new byte[32]), input),
            Blake3.Hash(Blake3Domain.DeriveKey(string.Empty), input),
            Blake3.Hash(Blake3Domain.DeriveKey("Piwa test 2025 a"), input),
            Blake3.Hash(Blake3Domain.DeriveKey("Piwa test 2025 b"), input),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void KeyIsCopied()
    {
        var key = new byte[32];
        var domain = Blake3Domain.Keyed(key);
        var before = Blake3.Hash(domain, [1, 2, 3]);
        key[0] = 1;
        Assert.Equal(before, Blake3.Hash(domain, [1, 2, 3]));
    }
}
