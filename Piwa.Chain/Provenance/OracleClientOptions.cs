using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>How to reach an oracle.</summary>
public sealed class OracleClientOptions
{
    private const int DefaultMaximumAttempts = 6;
    private const int DefaultTimeoutMinutes = 5;
    private const int DefaultRetryDelayMilliseconds = 500;

    /// <summary>The oracle's http or https address.</summary>
    /// <value>Must be set.</value>
    public Uri? Address { get; set; }

    /// <summary>The node's wallet, which signs the requests.</summary>
    /// <value>Must be set.</value>
    public ISigner? Wallet { get; set; }

    /// <summary>The key that the oracle must have.</summary>
    /// <value>Null by default: whichever it has.</value>
    public PublicKey? ExpectedKey { get; set; }

    /// <summary>How often a request is sent in all while the oracle cannot be reached or has no room.</summary>
    /// <value>At least 1; default 6.</value>
    public int MaximumAttempts { get; set; } = DefaultMaximumAttempts;

    /// <summary>The first pause between two attempts; it doubles each time.</summary>
    /// <value>500 ms by default; over 0.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(DefaultRetryDelayMilliseconds);

    /// <summary>How long an answer may take: an oracle makes assets again before it answers.</summary>
    /// <value>5 minutes by default; over 0.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(DefaultTimeoutMinutes);

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal OracleClientOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            violations.Add($"Address must be an http or https address, not '{Address}'.");
        if (Wallet is null)
            violations.Add("Wallet must be set.");
        if (MaximumAttempts < 1)
            violations.Add($"MaximumAttempts must be at least 1, not {MaximumAttempts}.");
        if (RetryDelay <= TimeSpan.Zero)
            violations.Add($"RetryDelay must be over 0, not {RetryDelay}.");
        if (Timeout <= TimeSpan.Zero)
            violations.Add($"Timeout must be over 0, not {Timeout}.");
        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        return violations.Count == 0
            ? (OracleClientOptions)MemberwiseClone()
            : throw new ArgumentException(string.Join(' ', violations));
    }
}
