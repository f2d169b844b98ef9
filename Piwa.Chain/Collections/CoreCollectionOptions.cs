using Piwa.Chain.Keys;

namespace Piwa.Chain.Collections;

/// <summary>A Core collection to make with <see cref="CoreCollections"/>.</summary>
public sealed class CoreCollectionOptions
{
    private const int DefaultPollMilliseconds = 500;
    private const int DefaultPatienceMinutes = 10;

    /// <summary>The key of the collection's account, which signs its creation and nothing after.</summary>
    /// <value>None by default; must be set.</value>
    public ISigner? Key { get; set; }

    /// <summary>Pays for the account.</summary>
    /// <value>None by default; must be set.</value>
    public ISigner? Payer { get; set; }

    /// <summary>What the collection is called.</summary>
    /// <value>Empty by default.</value>
    public string Name { get; set; } = "";

    /// <summary>Where more about it stands.</summary>
    /// <value>Empty by default.</value>
    public string Uri { get; set; } = "";

    /// <summary>Who decides over it.</summary>
    /// <value>Null by default: the payer.</value>
    public PublicKey? UpdateAuthority { get; set; }

    /// <summary>Its plugins besides <see cref="CorePlugin.BubblegumV2"/>, which it has in any case.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<CorePlugin> Plugins { get; set; } = [];

    /// <summary>How often to ask whether it is final.</summary>
    /// <value>500 ms by default; over 0.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(DefaultPollMilliseconds);

    /// <summary>How long to wait before a call ends with a <see cref="TimeoutException"/>.</summary>
    /// <value>10 minutes by default; over 0.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(DefaultPatienceMinutes);

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Validate()
    {
        List<string> violations = [];
        if (Key is null)
            violations.Add("Key must be set.");
        if (Payer is null)
            violations.Add("Payer must be set.");
        if (Name is null || Uri is null || Plugins is null || TimeProvider is null)
            violations.Add("Name, Uri, Plugins and TimeProvider must not be null.");
        if (PollInterval <= TimeSpan.Zero || Patience <= TimeSpan.Zero)
            violations.Add($"PollInterval and Patience must be over 0, not {PollInterval} and {Patience}.");
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
    }
}
