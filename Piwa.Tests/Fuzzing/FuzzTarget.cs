namespace Piwa.Tests.Fuzzing;

/// <summary>A parser under test.</summary>
/// <param name="Name">Its name, and that of its corpus.</param>
/// <param name="Form">What inputs look like.</param>
/// <param name="Parse">
/// Parses an input. Where it is taken, writes what was read and reads that again, and throws <see cref="FuzzException"/> unless it is the same.
/// </param>
/// <param name="Refusals">What the parser may throw: these types, and none that derive from them.</param>
internal sealed record FuzzTarget(string Name, FuzzForm Form, Action<byte[]> Parse, params Type[] Refusals)
{
    /// <summary>Longest input that mutation makes.</summary>
    public int MaxBytes { get; init; } = 1 << 14;

    /// <summary>Bytes that an input may have allocated, whatever its length.</summary>
    public long FixedBytes { get; init; } = 4 << 20;

    /// <summary>Bytes that may be allocated for each byte of the input.</summary>
    public int BytesOfByte { get; init; } = 256;

    /// <summary>Mutations of a run in CI: fewer where one takes long.</summary>
    public int Mutations { get; init; } = 1_000;

    /// <summary>Whether all is done on the calling thread, so that what is allocated can be told from what other tests allocate.</summary>
    public bool IsSynchronous { get; init; } = true;

    public override string ToString() => Name;
}
