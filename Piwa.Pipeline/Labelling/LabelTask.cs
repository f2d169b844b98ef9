namespace Piwa.Pipeline.Labelling;

/// <summary>An asset to label.</summary>
/// <param name="Asset">Its index.</param>
/// <param name="Labels">Labels that it has.</param>
public sealed record LabelTask(ulong Asset, int Labels);
