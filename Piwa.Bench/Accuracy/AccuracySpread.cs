namespace Piwa.Bench.Accuracy;

/// <summary>Mean and largest of some errors.</summary>
internal sealed record AccuracySpread(double Mean, double Max);
