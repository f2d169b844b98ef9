namespace Piwa.Pipeline.Economy;

/// <summary>Shards of a licence.</summary>
/// <param name="Campaign">The bytes of <c>campaign.json</c>.</param>
/// <param name="Until">Until when the addresses are good, in seconds since 1970.</param>
/// <param name="Next">How many to pass over to come to those that follow; null if there are no more.</param>
/// <param name="Files">The shards.</param>
internal sealed record WireFiles(byte[] Campaign, long Until, int? Next, IReadOnlyList<WireFile> Files);
