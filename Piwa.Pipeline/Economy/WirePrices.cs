namespace Piwa.Pipeline.Economy;

/// <summary>What licences cost.</summary>
/// <param name="ThousandAssetDays">Of a thousand assets for a day, in RENDER.</param>
/// <param name="Least">What a licence costs at least, in RENDER.</param>
/// <param name="EvaluationShare">The part of the price for evaluation, in millionths.</param>
/// <param name="ResearchShare">The part of the price for research, in millionths.</param>
internal sealed record WirePrices(string ThousandAssetDays, string Least, long EvaluationShare, long ResearchShare);
