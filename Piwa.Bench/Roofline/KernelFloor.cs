namespace Piwa.Bench.Roofline;

/// <summary>What a kernel needs for a standard asset, and the least time that takes a device.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Basis">How instructions were found: counted, static, formula, or - where they were not.</param>
/// <param name="Threads">Threads with something to do.</param>
/// <param name="FloatOperations">Floating-point operations; 0 where they were not counted.</param>
/// <param name="Instructions">Instructions, about.</param>
/// <param name="Bytes">Bytes to and from memory.</param>
/// <param name="InstructionMicroseconds">Least time to issue the instructions.</param>
/// <param name="AddressMicroseconds">Time to issue what finds the threads' arrays, if it runs as it stands in the PTX.</param>
/// <param name="ByteMicroseconds">Least time to move the bytes.</param>
/// <param name="SerialTurns">Turns that one thread takes one after the other, where that is what counts.</param>
internal sealed record KernelFloor(
    string Kernel, string Basis, double Threads, double FloatOperations, double Instructions, double Bytes,
    double InstructionMicroseconds, double AddressMicroseconds, double ByteMicroseconds, double SerialTurns)
{
    /// <summary>The longer of issuing and moving; addresses are left out, of which the driver drops what nobody uses.</summary>
    public double Microseconds => Math.Max(InstructionMicroseconds, ByteMicroseconds);

    /// <summary>Of a kernel's work.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="work">Its work for all assets.</param>
    /// <param name="assets">How many those are.</param>
    /// <param name="ptx">Its PTX; null for what is no kernel.</param>
    /// <param name="addresses">Instructions that find a thread's arrays.</param>
    /// <param name="peak">The device.</param>
    public static KernelFloor Of(string kernel, KernelWork work, int assets, PtxCensus? ptx, int addresses, DevicePeak peak)
    {
        (string basis, double instructions) = work switch
        {
            { Counted.Instructions: > 0 } => ("counted", (double)work.Counted.Instructions),
            { Formula: > 0 } => ("formula", work.Formula),
            { Turns: > 0 } when ptx is not null => ("static", work.Turns * Math.Max(ptx.All - addresses, 0)),
            _ => ("-", 0),
        };
        const double Micro = 1e6;
        double perAsset = Micro / assets;
        return new KernelFloor(
            kernel, basis, work.Threads / assets, (double)work.Counted.FloatOperations / assets, instructions / assets, work.Bytes / assets,
            perAsset * instructions / peak.InstructionsPerSecond, perAsset * work.Threads * addresses / peak.InstructionsPerSecond,
            perAsset * work.Bytes / peak.BytesPerSecond, work.Serial);
    }
}
