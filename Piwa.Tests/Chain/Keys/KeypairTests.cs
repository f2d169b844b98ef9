using CsCheck;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Keys;

public sealed class KeypairTests
{
    // RFC 8032, section 7.1, test 3.
    [Fact]
    public void PublishedSignatureIsMet()
    {
        using Keypair keypair = Keypair.FromSeed(Convert.FromHexString("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
        Assert.Equal("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            Convert.ToHexStringLower(keypair.PublicKey.ToArray()));
        Assert.Equal(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
            Convert.ToHexStringLower(keypair.Sign([0xAF, 0x82]).ToArray()));
    }

    [Fact]
    public void SignaturesAgreeWithBouncyCastle() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 300]).Sample((seed, message) =>
        {
            byte[] expected = new byte[64];
            Ed25519.Sign(seed, 0, message, 0, message.Length, expected, 0);
            using Keypair keypair = Keypair.FromSeed(seed);
            Signature signature = keypair.Sign(message);
            return expected.AsSpan().SequenceEqual(signature.ToArray())
                && SignatureVerifier.Verify(keypair.PublicKey, message, signature);
        }, iter: 100);

    [Fact]
    public void AnyFlippedBitSpoilsASignature()
    {
        using Keypair keypair = Keypair.Generate();
        byte[] message = [1, 2, 3];
        byte[] signature = keypair.Sign(message).ToArray();
        for (int bit = 0; bit < 512; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SignatureVerifier.Verify(keypair.PublicKey, message, new Signature(signature)), $"bit {bit}");
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(SignatureVerifier.Verify(keypair.PublicKey, message, new Signature(signature)));
        Assert.False(SignatureVerifier.Verify(keypair.PublicKey, [1, 2, 4], new Signature(signature)));
    }

    // Not on the curve, so nobody can sign for it.
    [Fact]
    public void NothingVerifiesAgainstADerivedAddress()
    {
        using Keypair keypair = Keypair.Generate();
        PublicKey derived = ProgramAddress.TreeAuthority(keypair.PublicKey);
        Assert.False(SignatureVerifier.Verify(derived, [1], keypair.Sign([1])));
    }

    [Fact]
    public void GeneratedKeysDiffer()
    {
        using Keypair first = Keypair.Generate();
        using Keypair second = Keypair.Generate();
        Assert.NotEqual(first.PublicKey, second.PublicKey);
    }

    [Fact]
    public void TextIsThePublicAddress()
    {
        using Keypair keypair = Keypair.Generate();
        Assert.Equal(keypair.PublicKey.ToString(), keypair.ToString());
    }

    [Fact]
    public void DisposedKeySignsNothing()
    {
        Keypair keypair = Keypair.Generate();
        keypair.Dispose();
        keypair.Dispose();
        Assert.Throws<ObjectDisposedException>(() => keypair.Sign([1]));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void SeedsOfOtherLengthsAreRefused(int length) => Assert.Throws<ArgumentException>(() => Keypair.FromSeed(new byte[length]));

    [Fact]
    public async Task CancelledSigningStops()
    {
        using Keypair keypair = Keypair.Generate();
        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await keypair.SignAsync(new byte[] { 1 }, new CancellationToken(canceled: true)));
    }
}
