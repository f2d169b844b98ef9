namespace Piwa.Bench.Registry;

/// <summary>What <see cref="RegistryWork"/> has measured; rates are of a second.</summary>
internal sealed record RegistryFigures(
    long Keys,
    int Batch,
    double? PlainWrites,
    double GetOrAdds,
    double ProcessorMicroseconds,
    double Hits,
    double Misses,
    double BytesPerKey,
    long PeakMemoryBytes,
    TimeSpan Reopening);
