namespace Piwa.Chain.Provenance;

/// <summary>Who brought content first.</summary>
/// <remarks>A shard has hundreds of answers: each takes two words.</remarks>
public readonly record struct FirstUpload
{
    private readonly long _time;

    /// <summary>An answer.</summary>
    /// <param name="origin">Who, and in what.</param>
    /// <param name="time">When, by the clock of the registry; whole milliseconds of it are kept.</param>
    /// <param name="isNew">Whether it was this very call that brought it.</param>
    public FirstUpload(UploadOrigin origin, DateTimeOffset time, bool isNew)
    {
        Origin = origin;
        _time = (time.ToUnixTimeMilliseconds() << 1) | (isNew ? 1L : 0L);
    }

    /// <summary>Who, and in what.</summary>
    public UploadOrigin Origin { get; }

    /// <summary>When, by the clock of the registry, in whole milliseconds of UTC.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(_time >> 1);

    /// <summary>Whether it was this very call that brought it.</summary>
    public bool IsNew => (_time & 1) != 0;
}
