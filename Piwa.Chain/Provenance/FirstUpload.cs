namespace Piwa.Chain.Provenance;

/// <summary>Who brought content first.</summary>
/// <param name="Origin">Who, and in what.</param>
/// <param name="Time">When, by the clock of the registry.</param>
/// <param name="IsNew">Whether it was this very call that brought it.</param>
public readonly record struct FirstUpload(UploadOrigin Origin, DateTimeOffset Time, bool IsNew);
