namespace Piwa.Pipeline.Flow;

/// <summary>Why a run drains.</summary>
/// <param name="Reason">Wish or failure.</param>
/// <param name="Source">Who asked: the name of a stage, or words such as "the user".</param>
/// <param name="Exception">What went wrong, if something did.</param>
internal sealed record DrainCause(DrainReason Reason, string Source, Exception? Exception)
{
    public static DrainCause Cancelled(string source) => new(DrainReason.Cancelled, source, null);

    public static DrainCause Failed(string source, Exception exception) => new(DrainReason.Failed, source, exception);

    public override string ToString() =>
        Exception is null ? $"{Reason} by {Source}" : $"{Reason} by {Source}: {Exception.GetType().Name}: {Exception.Message}";
}
