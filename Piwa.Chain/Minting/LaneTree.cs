using System.Globalization;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Minting;

/// <summary>One of a lane's trees.</summary>
/// <remarks>
/// The address follows from the delegate's key, the lane's name and the tree's number, so that a lane finds its trees again with
/// nothing but the ledger, and creates one without a key of the tree's own.
/// </remarks>
internal sealed class LaneTree(int number, PublicKey address, int depth, long firstIndex, long mintedCount)
{
    /// <summary>The tree's number in the seeds of the lane; numbers whose address somebody else has used are left out.</summary>
    public int Number { get; } = number;

    public PublicKey Address { get; } = address;

    public PublicKey Authority { get; } = ProgramAddress.TreeAuthority(address);

    public int Depth { get; } = depth;

    /// <summary>The lane's number of the tree's first asset.</summary>
    public long FirstIndex { get; } = firstIndex;

    public long MintedCount { get; set; } = mintedCount;

    public long Room => (1L << Depth) - MintedCount;

    public static string SeedOf(string laneName, int number) => string.Create(CultureInfo.InvariantCulture, $"{laneName}/{number}");

    public static PublicKey AddressOf(string laneName, PublicKey treeDelegate, int number) =>
        ProgramAddress.WithSeed(treeDelegate, SeedOf(laneName, number), ProgramIds.SplAccountCompression);

    /// <summary>The leaf that a request becomes at a place of this tree.</summary>
    public LeafSchema LeafOf(MintRequest request, long leafIndex) =>
        LeafSchema.ForMint(Address, (ulong)leafIndex, request.Owner, request.Delegate ?? request.Owner, request.Metadata);
}
