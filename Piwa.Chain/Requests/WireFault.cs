namespace Piwa.Chain.Requests;

/// <summary>Why a request was not done, as JSON.</summary>
/// <param name="Error">What happened, and what to do.</param>
internal sealed record WireFault(string Error);
