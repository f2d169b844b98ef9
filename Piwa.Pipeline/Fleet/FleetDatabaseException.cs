namespace Piwa.Pipeline.Fleet;

/// <summary>The database of a fleet cannot be used; the message says why.</summary>
public sealed class FleetDatabaseException : IOException
{
    /// <summary>Creates an exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What caused it.</param>
    public FleetDatabaseException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
