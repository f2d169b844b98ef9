namespace Piwa.Pipeline.Encoding;

/// <summary>The ways Piwa can compute BLAKE3; all give the same bytes. Ordered from the plainest to the widest.</summary>
internal enum Blake3InstructionSet
{
    /// <summary>Plain C#, one input at a time: the oracle, and the way out on processors without vectors.</summary>
    Portable,

    /// <summary>128-bit vectors, four inputs at a time: ARM, and x86 before AVX2.</summary>
    Vector128,

    /// <summary>256-bit vectors, eight inputs at a time; uses the rotate instructions of AVX-512VL where present.</summary>
    Avx2,

    /// <summary>512-bit vectors, sixteen inputs at a time.</summary>
    Avx512,
}
