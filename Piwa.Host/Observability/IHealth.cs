namespace Piwa.Host.Observability;

/// <summary>How what this process does is, for who asks from outside.</summary>
internal interface IHealth
{
    /// <summary>Why the process should be started anew; null if it should not.</summary>
    string? FindStall();

    /// <summary>Why it takes no work now; null if it does.</summary>
    string? FindUnreadiness();
}
