using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// Room for vectors on the stack, which is aligned to 16 bytes alone. A vector of 64 that was just stored is read back in half the time where it is
/// aligned to 32: to the processor it is two halves.
/// </summary>
internal static unsafe class Aligned
{
    /// <summary>Bytes that room has more than is asked for.</summary>
    public const int Bytes = 64;

    /// <summary>The first aligned byte of room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* First(byte* room) => (byte*)(((nuint)room + (Bytes - 1)) & ~(nuint)(Bytes - 1));
}
