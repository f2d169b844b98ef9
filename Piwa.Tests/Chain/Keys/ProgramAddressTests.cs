using System.Text.Json.Nodes;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Keys;

public sealed class ProgramAddressTests
{
    [Fact]
    public void TreeAuthoritiesAndAssetIdsAreThoseOfTheVectors()
    {
        int assets = 0;
        foreach (JsonNode vector in SolanaVectors.Nodes("pdas"))
        {
            PublicKey tree = PublicKey.Parse(vector.Text("tree"));
            Assert.Equal(vector.Text("treeAuthority"), ProgramAddress.TreeAuthority(tree).ToString());
            ProgramAddress.Find(tree.ToArray(), ProgramIds.Bubblegum, out byte bump);
            Assert.Equal(vector.Number("bump"), bump);
            foreach (JsonNode? asset in vector["assets"]!.AsArray())
            {
                ulong nonce = asset!["nonce"]!.GetValue<ulong>();
                Assert.Equal(asset.Text("id"), ProgramAddress.AssetId(tree, nonce).ToString());
                assets++;
            }
        }

        Assert.True(assets > 100);
    }

    [Fact]
    public void FixedSignersOfTheProgramsAreFound()
    {
        Assert.Equal(
            SolanaVectors.Root["programs"]!.Text("CORESIGNER"),
            ProgramAddress.Find("mpl_core_cpi_signer"u8, ProgramIds.Bubblegum, out _).ToString());
        Assert.Equal(
            "4ewWZC5gT6TGpm5LZNDs9wVonfUT2q5PP5sc9kVbwMAK",
            ProgramAddress.Find("collection_cpi"u8, ProgramIds.Bubblegum, out _).ToString());
    }

    // Made with PublicKey.createWithSeed of @solana/web3.js, and the example of its own tests.
    [Fact]
    public void SeededAddressIsThatOfTheClients() =>
        Assert.Equal(
            "9h1HyLCW5dZnBVap8C5egQ9Z6pHyjsh5MNy83iPqqRuq",
            ProgramAddress.WithSeed(default, "limber chicken: 4/45", default).ToString());

    [Theory]
    [InlineData(479, true)]
    [InlineData(480, true)]
    [InlineData(481, false)]
    public void SeedsAreBounded(int length, bool isAccepted)
    {
        if (isAccepted)
            ProgramAddress.Find(new byte[length], ProgramIds.Bubblegum, out _);
        else
            Assert.Throws<ArgumentException>(() => ProgramAddress.Find(new byte[length], ProgramIds.Bubblegum, out _));
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void SeedTextIsBounded(int length, bool isAccepted)
    {
        string seed = new('s', length);
        if (isAccepted)
            ProgramAddress.WithSeed(default, seed, default);
        else
            Assert.Throws<ArgumentException>(() => ProgramAddress.WithSeed(default, seed, default));
    }

    [Fact]
    public void OwnerThatEndsLikeADerivedAddressIsRefused()
    {
        PublicKey owner = new([.. new byte[11], .. "ProgramDerivedAddress"u8]);
        Assert.Throws<ArgumentException>(() => ProgramAddress.WithSeed(default, "seed", owner));
    }
}
