using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions.Packing;

/// <summary>A transaction that is as full as it can be, ready to be compiled and signed.</summary>
public sealed class PackedTransaction
{
    private readonly IReadOnlyList<AddressLookupTable>? _tables;

    internal PackedTransaction(IReadOnlyList<AddressLookupTable>? tables) => _tables = tables;

    /// <summary>Signs and pays.</summary>
    public required PublicKey FeePayer { get; init; }

    /// <summary>All instructions, those of the compute budget included.</summary>
    public required IReadOnlyList<Instruction> Instructions { get; init; }

    /// <summary>Items that were packed. Their instructions are the last ones.</summary>
    public required int ItemCount { get; init; }

    /// <summary>Bytes of the signed transaction.</summary>
    public required int Bytes { get; init; }

    /// <summary>Instructions that it runs, calls between programs included.</summary>
    public required int TraceLength { get; init; }

    /// <summary>The compute units that it asks for.</summary>
    public required uint ComputeUnitLimit { get; init; }

    /// <summary>Compute units of it that were known and not learned.</summary>
    public required uint KnownUnits { get; init; }

    /// <summary>What kept it from holding more; <see cref="PackLimit.None"/> if it was closed before it was full.</summary>
    public required PackLimit ClosedBy { get; init; }

    /// <summary>Compiles the message to sign.</summary>
    /// <param name="recentBlockhash">The blockhash that limits how long the transaction may land, or a durable nonce's value.</param>
    public Message Compile(Hash256 recentBlockhash) => _tables is null
        ? Message.CompileLegacy(FeePayer, Instructions, recentBlockhash)
        : Message.CompileV0(FeePayer, Instructions, recentBlockhash, _tables);
}
