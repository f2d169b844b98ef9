namespace Piwa.Bench.Micro;

/// <summary>What a benchmark gave.</summary>
/// <param name="Name">Class and method.</param>
/// <param name="Nanoseconds">Median time of an operation.</param>
/// <param name="AllocatedBytes">Managed bytes that an operation allocated.</param>
internal sealed record MicroResult(string Name, double Nanoseconds, long AllocatedBytes);
