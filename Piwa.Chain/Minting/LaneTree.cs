using System.Globalization;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>One of a lane's trees.</summary>
/// <remarks>
/// The address follows from the writer's key, the lane's name, the tree's number and its program, so that a lane finds its trees again with
/// nothing but the ledger, and creates one without a key of the tree's own.
/// </remarks>
internal sealed class LaneTree(int number, PublicKey address, PublicKey authority, TreeSize size, long firstIndex, long leafCount)
{
    /// <summary>The tree's number in the seeds of the lane; numbers whose address somebody else has used are left out.</summary>
    public int Number { get; } = number;

    public PublicKey Address { get; } = address;

    /// <summary>Who may change the tree: a program's address, or the lane's writer itself.</summary>
    public PublicKey Authority { get; } = authority;

    /// <summary>Its size; how deep the canopy is does not matter here.</summary>
    public TreeSize Size { get; } = size;

    public int Depth => Size.Depth;

    /// <summary>The lane's number of the tree's first leaf.</summary>
    public long FirstIndex { get; } = firstIndex;

    public long LeafCount { get; set; } = leafCount;

    public long Room => (1L << Depth) - LeafCount;

    public static string SeedOf(string laneName, int number) => string.Create(CultureInfo.InvariantCulture, $"{laneName}/{number}");

    public static PublicKey AddressOf(string laneName, PublicKey writer, int number, CompressionProgram program) =>
        ProgramAddress.WithSeed(writer, SeedOf(laneName, number), program.Id);
}
