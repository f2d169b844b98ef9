namespace Piwa.Bench.EndToEnd;

/// <summary>A run of the pipeline to measure.</summary>
/// <param name="Assets">Standard assets to make.</param>
/// <param name="WarmUpAssets">Assets of a run before it, in the same process, that does not count; 0 for none.</param>
/// <param name="Threads">Threads for kernels and for sealing; 0 for one on each core.</param>
/// <param name="Device">The device, as <c>piwa devices</c> lists it.</param>
/// <param name="Directory">Where data sets are written; a directory of the run's own in it is emptied first.</param>
internal sealed record PipelinePlan(int Assets, int WarmUpAssets, int Threads, string Device, string Directory);
