namespace Piwa.Chain.Token;

/// <summary>Whether a token account can be used.</summary>
public enum TokenAccountState
{
    /// <summary>It can.</summary>
    Initialized = 1,

    /// <summary>The mint's freeze authority has frozen it.</summary>
    Frozen = 2,
}
