using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Keys;

public sealed class PublicKeyTests
{
    [Fact]
    public void ProgramIdsAreThoseOfTheVectors()
    {
        (string Name, PublicKey Id)[] expected =
        [
            ("BGUM", ProgramIds.Bubblegum), ("CMT", ProgramIds.SplAccountCompression), ("NOOP", ProgramIds.SplNoop),
            ("MCMT", ProgramIds.MplAccountCompression), ("MNOOP", ProgramIds.MplNoop), ("CORE", ProgramIds.MplCore),
            ("TM", ProgramIds.TokenMetadata), ("SYS", ProgramIds.System),
        ];
        foreach ((string name, PublicKey id) in expected)
            Assert.Equal(SolanaVectors.Root["programs"]!.Text(name), id.ToString());
    }

    [Fact]
    public void SystemProgramIsAllZeros() => Assert.Equal(default, ProgramIds.System);

    [Theory]
    [InlineData("")]
    [InlineData("1111111111111111111111111111111")]
    [InlineData("111111111111111111111111111111111")]
    [InlineData("BGUMAp9Gq7iTEuizy4pqaxsTyUCBK68MDfK752saRPU0")]
    public void OtherTextIsRefused(string text)
    {
        Assert.False(PublicKey.TryParse(text, out _));
        Assert.Throws<FormatException>(() => PublicKey.Parse(text));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void OtherLengthsAreRefused(int length) => Assert.Throws<ArgumentException>(() => new PublicKey(new byte[length]));

    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    public void SignaturesOfOtherLengthsAreRefused(int length) => Assert.Throws<ArgumentException>(() => new Signature(new byte[length]));

    [Fact]
    public void SignatureTextRoundTrips()
    {
        byte[] bytes = new byte[64];
        new Random(7).NextBytes(bytes);
        Signature signature = new(bytes);
        Assert.Equal(signature, Signature.Parse(signature.ToString()));
        Assert.Equal(bytes, signature.ToArray());
        Assert.Throws<FormatException>(() => Signature.Parse("2g"));
    }
}
