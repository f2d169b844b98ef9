namespace Piwa.Bench.Roofline;

/// <summary>What a device can do at most.</summary>
/// <param name="FloatsPerSecond">Operations of 32-bit floats in a second, a fused one counted as two.</param>
/// <param name="BytesPerSecond">Bytes read and written in a second, as a copy measures it.</param>
internal sealed record DevicePeak(double FloatsPerSecond, double BytesPerSecond)
{
    /// <summary>An NVIDIA H200: 67 TFLOP/s by its data sheet; 4.3 TB/s as measured by copies.</summary>
    public const double H200TeraFloats = 67, H200TeraBytes = 4.3;

    /// <summary>As many as fused operations: a scheduler issues one instruction, of whatever kind, in a cycle.</summary>
    public double InstructionsPerSecond => FloatsPerSecond / 2;
}
