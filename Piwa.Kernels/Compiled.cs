using System.Runtime.CompilerServices;

// Locals are not zeroed before they are assigned: shading would write kilobytes at each call. What is allocated on the stack holds anything.
[module: SkipLocalsInit]

namespace Piwa;

/// <summary>How the runtime is to compile what is long and hot.</summary>
internal static class Compiled
{
    /// <summary>
    /// Optimised from the first call: else it would start in slow code, and be slow for seconds. A program that is compiled before it is
    /// shipped (<c>PiwaPrecompiled</c>) has it optimised already, and not where this is asked for.
    /// </summary>
#if PIWA_PRECOMPILED
    public const MethodImplOptions AtOnce = 0;
#else
    public const MethodImplOptions AtOnce = MethodImplOptions.AggressiveOptimization;
#endif
}
