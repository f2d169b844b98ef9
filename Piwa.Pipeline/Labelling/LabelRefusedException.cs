namespace Piwa.Pipeline.Labelling;

/// <summary>A wallet may not label; the message says why.</summary>
public sealed class LabelRefusedException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="message">Why.</param>
    public LabelRefusedException(string message)
        : base(message)
    {
    }
}
