using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions.Packing;

/// <summary>What the instructions that mint take of a transaction's limits.</summary>
/// <remarks>
/// The traces are those of the real programs: each event is a call of a noop program, each fee one of the system program, each change of
/// a tree one of the compression program, which emits an event of its own.
/// </remarks>
public static class InstructionCosts
{
    /// <summary>Trace of mint_v1: itself, event, append, its event.</summary>
    public const int MintV1Trace = 4;

    /// <summary>Trace of mint_to_collection_v1: one more where the program counts the collection's assets.</summary>
    public const int MintToCollectionV1Trace = 5;

    /// <summary>Trace of mint_v2 without a collection: itself, fee, event, append, its event.</summary>
    public const int MintV2Trace = 5;

    /// <summary>Trace of mint_v2 with a Core collection: one more for Metaplex Core.</summary>
    public const int MintV2CollectionTrace = 6;

    /// <summary>Trace of a change of a leaf of version 1 (transfer, burn, delegate): itself, event, replacement, its event.</summary>
    public const int ChangeV1Trace = 4;

    /// <summary>Trace of a change of a leaf of version 2: one more for the fee, one more for Metaplex Core if it is called.</summary>
    public const int ChangeV2Trace = 6;

    /// <summary>Trace of an append, or of another change of a tree that the wallet itself may change: itself and its event.</summary>
    public const int AppendTrace = 2;

    /// <summary>Compute units of one try at a program-derived address (solana_program_runtime::execution_budget,
    /// create_program_address_units).</summary>
    private const uint AddressTryUnits = 1_500;

    /// <summary>Compute units that a mint spends to find its tree's authority and its asset's id. Both are known before it is sent, so
    /// that their luck need not be part of the margin.</summary>
    /// <param name="tree">The Merkle tree account.</param>
    /// <param name="nonce">The number of leaves that were minted into the tree before this one.</param>
    public static uint MintSearchUnits(PublicKey tree, ulong nonce)
    {
        ProgramAddress.Find(PublicKey.AsSpan(in tree), ProgramIds.Bubblegum, out byte authorityBump);
        ProgramAddress.FindAsset(tree, nonce, out byte assetBump);
        return AddressSearchUnits(authorityBump) + AddressSearchUnits(assetBump);
    }

    /// <summary>Compute units that a program spends to find an address: it tries bumps from 255 down.</summary>
    /// <param name="bump">The bump that it will find.</param>
    public static uint AddressSearchUnits(byte bump) => (uint)(byte.MaxValue + 1 - bump) * AddressTryUnits;
}
