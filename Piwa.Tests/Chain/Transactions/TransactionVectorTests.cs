using System.Text.Json.Nodes;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Transactions;

public sealed class TransactionVectorTests
{
    private static readonly JsonNode Vector = SolanaVectors.Root["transactions"]!;

    [Fact]
    public void LegacyTransactionIsMetByteForByte()
    {
        using Keypair payer = Payer();
        Transaction transaction = Transaction.Sign(Message.CompileLegacy(payer.PublicKey, Instructions(), Blockhash()), payer);
        Assert.Equal(Vector.Text("legacy"), Convert.ToHexStringLower(transaction.Bytes.Span));
        Assert.Equal(Vector.Number("legacyLen"), transaction.Bytes.Length);
    }

    [Fact]
    public void TransactionWithLookupTableIsMetByteForByte()
    {
        using Keypair payer = Payer();
        JsonNode table = Vector["alt"]!;
        AddressLookupTable lookup = new(
            PublicKey.Parse(table.Text("key")), [.. table["addresses"]!.AsArray().Select(address =>
                PublicKey.Parse(address!.GetValue<string>()))]);
        Transaction transaction = Transaction.Sign(Message.CompileV0(payer.PublicKey, Instructions(), Blockhash(), [lookup]), payer);
        Assert.Equal(Vector.Text("v0"), Convert.ToHexStringLower(transaction.Bytes.Span));
        Assert.Equal(Vector.Number("v0Len"), transaction.Bytes.Length);
    }

    [Theory]
    [InlineData("legacy", MessageVersion.Legacy)]
    [InlineData("v0", MessageVersion.V0)]
    public void VectorsParseAndVerify(string name, MessageVersion version)
    {
        byte[] bytes = Convert.FromHexString(Vector.Text(name));
        Transaction transaction = Transaction.Parse(bytes);
        Assert.Equal(version, transaction.Message.Version);
        Assert.Equal(Vector.Text("payer"), transaction.Message.FeePayer.ToString());
        Assert.Equal(Blockhash(), transaction.Message.RecentBlockhash);
        Assert.Equal(4, transaction.Message.Instructions.Count);
        Assert.Equal(version == MessageVersion.V0 ? 1 : 0, transaction.Message.AddressTableLookups.Count);
        Assert.True(transaction.VerifySignatures());

        bytes[^1] ^= 1;
        Assert.False(Transaction.Parse(bytes).VerifySignatures());
    }

    private static Keypair Payer() => Keypair.FromSeed(Convert.FromHexString(Vector.Text("payerSeed")));

    private static Hash256 Blockhash() => new(PublicKey.Parse(Vector.Text("blockhash")).ToArray());

    private static Instruction[] Instructions() =>
    [
        ComputeBudgetInstructions.SetComputeUnitLimit((uint)Vector.Number("cuLimit")),
        ComputeBudgetInstructions.SetComputeUnitPrice((ulong)Vector.Number("cuPrice")),
        .. Vector["instructions"]!.AsArray().Skip(2).Select(instruction => new Instruction(
            PublicKey.Parse(instruction!.Text("programId")),
            [
                .. instruction!["keys"]!.AsArray().Select(key => new AccountMeta(
                    PublicKey.Parse(key![0]!.GetValue<string>()), key[1]!.GetValue<bool>(), key[2]!.GetValue<bool>())),
            ],
            Convert.FromHexString(instruction!.Text("data")))),
    ];
}
