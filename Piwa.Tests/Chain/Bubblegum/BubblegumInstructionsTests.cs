using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Bubblegum;

public sealed class BubblegumInstructionsTests
{
    [Fact]
    public void DiscriminatorsAreThoseOfTheirNames()
    {
        // The vectors have those of the programs that were run; the rest follow the same rule.
        PropertyInfo[] properties = typeof(Discriminators).GetProperties(BindingFlags.Static | BindingFlags.Public);
        Assert.Equal(31, properties.Length);
        JsonObject vectors = SolanaVectors.Root["discriminators"]!.AsObject();
        int known = 0;
        foreach (PropertyInfo property in properties.Where(each => each.Name != nameof(Discriminators.TreeConfig)))
        {
            // A span cannot be boxed, so it is read by a delegate.
            byte[] value = property.GetMethod!.CreateDelegate<SpanGetter>()().ToArray();
            string name = string.Concat(property.Name.Select((letter, i) =>
                i != 0 && char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
            Assert.Equal(Discriminator($"global:{name}"), value);
            if (vectors[name] is { } expected)
            {
                Assert.Equal(expected.GetValue<string>(), Convert.ToHexStringLower(value));
                known++;
            }
        }

        Assert.InRange(known, 20, 30);
        Assert.Equal(Discriminator("account:TreeConfig"), Discriminators.TreeConfig);
        Assert.Equal(Discriminator("global:init_empty_merkle_tree"), CompressionDiscriminators.InitEmptyMerkleTree);
        Assert.Equal(Discriminator("global:append"), CompressionDiscriminators.Append);
        Assert.Equal(Discriminator("global:replace_leaf"), CompressionDiscriminators.ReplaceLeaf);
        Assert.Equal(Discriminator("global:insert_or_append"), CompressionDiscriminators.InsertOrAppend);
        Assert.Equal(Discriminator("global:verify_leaf"), CompressionDiscriminators.VerifyLeaf);
        Assert.Equal(Discriminator("global:transfer_authority"), CompressionDiscriminators.TransferAuthority);
        Assert.Equal(Discriminator("global:close_empty_tree"), CompressionDiscriminators.CloseEmptyTree);
    }

    // The mints of the signed vector were built by the JavaScript client.
    [Fact]
    public void MintIsBuiltAsTheJavaScriptClientBuildsIt()
    {
        JsonArray instructions = SolanaVectors.Root["transactions"]!["instructions"]!.AsArray();
        for (int i = 0; i < 2; i++)
        {
            JsonNode expected = instructions[2 + i]!;
            JsonArray keys = expected["keys"]!.AsArray();
            PublicKey At(int index) => PublicKey.Parse(keys[index]![0]!.GetValue<string>());
            byte[] data = Convert.FromHexString(expected.Text("data"));
            MetadataArgs metadata = MetadataArgs.Parse(data.AsSpan(8), out int length);
            Assert.Equal(data.Length - 8, length);

            Instruction built = BubblegumInstructions.MintV1(MintAccounts.For(At(3), At(4), At(5)), At(1), At(2), metadata);
            Assert.Equal(expected.Text("programId"), built.ProgramId.ToString());
            Assert.Equal(data, built.Data.ToArray());
            Assert.Equal(
                keys.Select(key => new AccountMeta(PublicKey.Parse(key![0]!.GetValue<string>()), key[1]!.GetValue<bool>(),
                    key[2]!.GetValue<bool>())),
                built.Accounts);
        }
    }

    [Fact]
    public void MetadataThatTheProgramWouldRefuseIsRefusedBefore() =>
        Assert.Throws<InvalidMetadataException>(() => BubblegumInstructions.MintV1(
            MintAccounts.For(TestKeys.Key(1), TestKeys.Key(2), TestKeys.Key(3)), TestKeys.Key(4), TestKeys.Key(4),
                new MetadataArgs { Name = new string('x', 33) }));

    [Fact]
    public void VerifiedCreatorsBecomeSigners()
    {
        Instruction built = BubblegumInstructions.MintV1(
            MintAccounts.For(TestKeys.Key(1), TestKeys.Key(2), TestKeys.Key(3)), TestKeys.Key(4), TestKeys.Key(4), new MetadataArgs(),
                TestKeys.Key(5), TestKeys.Key(6));
        Assert.Equal([AccountMeta.ReadOnly(TestKeys.Key(5), isSigner: true), AccountMeta.ReadOnly(TestKeys.Key(6), isSigner: true)],
            built.Accounts.Skip(9));
    }

    [Fact]
    public void CreateTreeNamesDepthBufferAndWhoMayMint()
    {
        Instruction built = BubblegumInstructions.CreateTree(TestKeys.Key(1), new TreeSize(14, 64), TestKeys.Key(2), TestKeys.Key(3),
            isPublic: true);
        Assert.Equal("a553888e59ca2fdc0e000000400000000101", Convert.ToHexStringLower(built.Data.Span));
        Assert.Equal(7, built.Accounts.Count);
        Assert.Equal(AccountMeta.Writable(ProgramAddress.TreeAuthority(TestKeys.Key(1))), built.Accounts[0]);
        Assert.Equal(AccountMeta.Writable(TestKeys.Key(1)), built.Accounts[1]);
        Assert.Equal(AccountMeta.Writable(TestKeys.Key(2), isSigner: true), built.Accounts[2]);
        Assert.Equal(AccountMeta.ReadOnly(TestKeys.Key(3), isSigner: true), built.Accounts[3]);
    }

    private delegate ReadOnlySpan<byte> SpanGetter();

    private static byte[] Discriminator(string name) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name))[..8];
}
