namespace Piwa.Bench.Soak;

/// <summary>What a process was at one time of a soak.</summary>
/// <param name="Seconds">Time since the run began.</param>
/// <param name="Assets">Assets that are made, hashed and packed.</param>
/// <param name="Rate">Assets a second since the sample before.</param>
/// <param name="ResidentBytes">Memory of the process.</param>
/// <param name="HeapBytes">Of these, the managed heap with what waits for collection.</param>
/// <param name="Handles">Open files, sockets and the like; -1 where the system does not tell.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="UnmintedShards">Shards that are committed and not on the ledger.</param>
/// <param name="IsSlow">Whether the stage was being slowed.</param>
internal sealed record SoakSample(
    double Seconds, long Assets, double Rate, long ResidentBytes, long HeapBytes, int Handles, int Threads, int UnmintedShards, bool IsSlow);
