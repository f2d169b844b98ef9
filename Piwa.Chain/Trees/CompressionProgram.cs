using Piwa.Chain.Keys;

namespace Piwa.Chain.Trees;

/// <summary>One of the two account compression programs, with the noop program that carries its events.</summary>
/// <param name="Id">The program.</param>
/// <param name="Noop">Its noop program.</param>
public sealed record CompressionProgram(PublicKey Id, PublicKey Noop)
{
    /// <summary>SPL account compression: the trees of Bubblegum V1.</summary>
    public static CompressionProgram Spl { get; } = new(ProgramIds.SplAccountCompression, ProgramIds.SplNoop);

    /// <summary>Metaplex account compression: the trees of Bubblegum V2.</summary>
    public static CompressionProgram Mpl { get; } = new(ProgramIds.MplAccountCompression, ProgramIds.MplNoop);
}
