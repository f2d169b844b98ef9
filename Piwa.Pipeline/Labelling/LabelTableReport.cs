namespace Piwa.Pipeline.Labelling;

/// <summary>What a table of labels has.</summary>
/// <param name="Assets">Its rows.</param>
/// <param name="Labels">Labels that are in it.</param>
/// <param name="LeftOut">Labels that are not: their asset is not there, or has another content.</param>
public sealed record LabelTableReport(int Assets, int Labels, int LeftOut);
