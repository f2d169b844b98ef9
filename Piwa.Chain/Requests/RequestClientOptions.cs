using Piwa.Chain.Keys;

namespace Piwa.Chain.Requests;

/// <summary>How requests are sent.</summary>
public class RequestClientOptions
{
    private const int DefaultMaximumAttempts = 6;
    private const int DefaultTimeoutMinutes = 5;
    private const int DefaultRetryDelayMilliseconds = 500;

    /// <summary>The http or https address of who answers.</summary>
    /// <value>Must be set.</value>
    public Uri? Address { get; set; }

    /// <summary>The wallet that signs the requests.</summary>
    /// <value>Must be set.</value>
    public ISigner? Wallet { get; set; }

    /// <summary>Who answers, for messages: <c>the oracle</c>.</summary>
    /// <value>Must be set.</value>
    public string Name { get; set; } = "";

    /// <summary>How often a request is sent in all while nobody answers, or there is no room.</summary>
    /// <value>At least 1; default 6.</value>
    public int MaximumAttempts { get; set; } = DefaultMaximumAttempts;

    /// <summary>The first pause between two attempts; it doubles each time.</summary>
    /// <value>500 ms by default; over 0.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(DefaultRetryDelayMilliseconds);

    /// <summary>How long an answer may take.</summary>
    /// <value>5 minutes by default; over 0.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(DefaultTimeoutMinutes);

    /// <summary>The longest answer.</summary>
    /// <value>1 MiB by default; over 0.</value>
    public int MaximumAnswerBytes { get; set; } = 1 << 20;

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal RequestClientOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            violations.Add($"Address must be an http or https address, not '{Address}'.");
        if (Wallet is null)
            violations.Add("Wallet must be set.");
        if (string.IsNullOrWhiteSpace(Name))
            violations.Add("Name is empty.");
        if (MaximumAttempts < 1)
            violations.Add($"MaximumAttempts must be at least 1, not {MaximumAttempts}.");
        if (RetryDelay <= TimeSpan.Zero)
            violations.Add($"RetryDelay must be over 0, not {RetryDelay}.");
        if (Timeout <= TimeSpan.Zero)
            violations.Add($"Timeout must be over 0, not {Timeout}.");
        if (MaximumAnswerBytes < 1)
            violations.Add($"MaximumAnswerBytes must be at least 1, not {MaximumAnswerBytes}.");
        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        return violations.Count == 0
            ? (RequestClientOptions)MemberwiseClone()
            : throw new ArgumentException(string.Join(' ', violations));
    }
}
