namespace Piwa.Pipeline.Fleet;

/// <summary>It was done.</summary>
internal sealed record WireDone;
