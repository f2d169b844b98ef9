namespace Piwa.Pipeline.Flow;

/// <summary>Stands in a <see cref="Failure"/> for an item that was not worked on because the run was draining. Never thrown.</summary>
internal sealed class DrainedException : Exception
{
    public DrainedException(DrainCause cause)
        : base($"Not worked on: the run is draining ({cause}).", cause.Exception)
    {
        Cause = cause;
    }

    public DrainCause Cause { get; }
}
