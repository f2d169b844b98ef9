namespace Piwa.Pipeline.Fleet;

/// <summary>A node has made samples again.</summary>
/// <param name="Check">Which.</param>
/// <param name="Digests">What they come down to, one after the other.</param>
internal sealed record WireAnswer(FleetCheck Check, byte[] Digests);
