namespace Piwa.Pipeline.Fleet;

/// <summary>Where one file may be put, for a while, by whoever has this.</summary>
/// <param name="Address">Where, by PUT: absolute, or from the coordinator's root. Null if the store has the file already.</param>
/// <param name="Headers">What has to be sent with it.</param>
public sealed record UploadTicket(string? Address, IReadOnlyDictionary<string, string> Headers);
