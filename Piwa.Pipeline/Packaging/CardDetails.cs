using System.Text.RegularExpressions;

namespace Piwa.Pipeline.Packaging;

/// <summary>What a data card says that nobody but the owner knows. It is kept in the data set's <c>card.json</c>.</summary>
public sealed partial class CardDetails
{
    private const int MaxLength = 300;

    /// <summary>An SPDX identifier, or the address of a license's text.</summary>
    /// <value>Default none: the card says that no license was chosen, and that nothing in the set is of third parties.</value>
    public string? License { get; set; }

    /// <summary>The data set's title.</summary>
    /// <value>Default: the name of its directory.</value>
    public string? Name { get; set; }

    /// <summary>The data set's page.</summary>
    /// <value>Default: where the card lies.</value>
    public string? Url { get; set; }

    /// <summary>Who made it.</summary>
    /// <value>Default: the wallet that owns its assets.</value>
    public string? Creator { get; set; }

    /// <summary>When it was published.</summary>
    /// <value>Default: the day of its first card.</value>
    public DateOnly? Published { get; set; }

    /// <summary>Whether <see cref="License"/> is an address.</summary>
    internal bool HasLicenseAddress => IsAddress(License);

    /// <summary>Takes over what others say.</summary>
    internal void Take(CardDetails changes)
    {
        License = changes.License ?? License;
        Name = changes.Name ?? Name;
        Url = changes.Url ?? Url;
        Creator = changes.Creator ?? Creator;
        Published = changes.Published ?? Published;
    }

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Values are not of their form; the message names all that are not.</exception>
    internal void Validate()
    {
        List<string> faults = [];
        if (License is not null && !HasLicenseAddress && !Identifier().IsMatch(License))
            faults.Add($"License is '{License}'; it must be an SPDX identifier such as CC0-1.0 or CC-BY-4.0, or begin with https://.");
        if (Url is not null && !IsAddress(Url))
            faults.Add($"Url is '{Url}'; it must begin with https:// or http://.");
        foreach ((string name, string? value) in new[] { ("License", License), ("Name", Name), ("Url", Url), ("Creator", Creator) })
        {
            if (value is not null && (value.Trim().Length is 0 or > MaxLength || value.Any(char.IsControl)))
                faults.Add($"{name} must be one line of 1 to {MaxLength} characters.");
        }

        if (faults.Count > 0)
            throw new ArgumentException(string.Join(" ", faults));
    }

    private static bool IsAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.+-]*$")]
    private static partial Regex Identifier();
}
