using System.Text.Json.Nodes;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Bubblegum;

public sealed class MetadataVectorTests
{
    [Fact]
    public void Version1EncodesAndHashesAsTheRealProgramDoes()
    {
        foreach (JsonNode vector in SolanaVectors.Nodes("metadata"))
        {
            MetadataArgs metadata = Version1(vector["input"]!);
            JsonNode expected = vector["v1"]!;
            Assert.Equal(expected.Text("metadata"), Convert.ToHexStringLower(metadata.Encode()));
            Assert.Equal(expected.Text("dataHash"), metadata.DataHash().ToString());
            Assert.Equal(expected.Text("creatorHash"), metadata.CreatorHash().ToString());
            LeafSchema leaf = LeafSchema.ForMint(Key(vector, "tree"), Nonce(vector), Key(vector, "owner"), Key(vector, "delegate"),
                metadata);
            Assert.Equal(expected.Text("leaf"), leaf.Hash().ToString());
        }
    }

    [Fact]
    public void Version2EncodesAndHashesAsTheRealProgramDoes()
    {
        foreach (JsonNode vector in SolanaVectors.Nodes("metadata"))
        {
            MetadataArgsV2 metadata = Version2(vector["input"]!);
            JsonNode expected = vector["v2"]!;
            Assert.Equal(expected.Text("metadata"), Convert.ToHexStringLower(metadata.Encode()));
            Assert.Equal(expected.Text("dataHash"), metadata.DataHash().ToString());
            Assert.Equal(expected.Text("collectionHash"), metadata.CollectionHash().ToString());
            LeafSchema leaf = LeafSchema.ForMint(Key(vector, "tree"), Nonce(vector), Key(vector, "owner"), Key(vector, "delegate"),
                metadata);
            Assert.Equal(expected.Text("leaf"), leaf.Hash().ToString());
        }
    }

    private static MetadataArgs Version1(JsonNode input) => new()
    {
        Name = input.Text("name"),
        Symbol = input.Text("symbol"),
        Uri = input.Text("uri"),
        SellerFeeBasisPoints = (ushort)input.Number("sfbp"),
        PrimarySaleHappened = input.Flag("psh"),
        IsMutable = input.Flag("mut"),
        EditionNonce = input.IsNull("editionNonce") ? null : (byte)input.Number("editionNonce"),
        Collection = input.IsNull("collection")
            ? null
            : new CollectionClaim(Key(input["collection"]!, "key"), input["collection"]!.Flag("verified")),
        Creators = Creators(input),
    };

    private static MetadataArgsV2 Version2(JsonNode input) => new()
    {
        Name = input.Text("name"),
        Symbol = input.Text("symbol"),
        Uri = input.Text("uri"),
        SellerFeeBasisPoints = (ushort)input.Number("sfbp"),
        PrimarySaleHappened = input.Flag("psh"),
        IsMutable = input.Flag("mut"),
        Creators = Creators(input),
        Collection = input.IsNull("collection2") ? null : Key(input, "collection2"),
    };

    private static Creator[] Creators(JsonNode input) =>
    [
        .. input["creators"]!.AsArray().Select(
            creator => new Creator(Key(creator!, "address"), creator!.Flag("verified"), (byte)creator!.Number("share"))),
    ];

    private static PublicKey Key(JsonNode node, string name) => PublicKey.Parse(node.Text(name));

    private static ulong Nonce(JsonNode vector) => (ulong)vector.Number("nonce");
}
