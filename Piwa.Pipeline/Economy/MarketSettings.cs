using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>What a market is: <c>market.json</c> in its directory, to be edited by hand.</summary>
/// <param name="Name">What buyers know it by: a few words.</param>
/// <param name="Mint">The mint of RENDER, in base58.</param>
/// <param name="Datasets">The data sets that it licenses: by name, a directory or <c>s3://BUCKET/PREFIX</c>. Paths are seen from the market's
/// directory.</param>
public sealed record MarketSettings(string Name, string Mint, IReadOnlyDictionary<string, string> Datasets)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "market.json";

    private const int MaximumNameLength = 64;

    /// <summary>Addresses of Solana nodes of one cluster; none where the market has a ledger of its own.</summary>
    public IReadOnlyList<Uri> Rpc { get; init; } = [];

    /// <summary>Whose word on shards counts when an epoch is closed: addresses of oracles, and of operators of fleets, in base58.</summary>
    public IReadOnlyList<string> Validators { get; init; } = [];

    /// <summary>Files of verdicts of validators, seen from the market's directory: an oracle's record, or what a fleet has written.</summary>
    public IReadOnlyList<string> Verdicts { get; init; } = [];

    /// <summary>The address by which others reach it; null for the one that it listens at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Uri? PublicAddress { get; init; }

    /// <summary>Reads the settings of a market.</summary>
    /// <param name="directory">Its directory.</param>
    /// <exception cref="MarketException">There is no market, or something in the file is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static MarketSettings Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
            throw new MarketException($"There is no market in '{directory}': {FileName} is missing. Begin one with: piwa market init {directory}");
        try
        {
            MarketSettings settings = JsonSerializer.Deserialize(File.ReadAllBytes(path), MarketSettingsJson.Default.MarketSettings)
                ?? throw new MarketException($"{path} is null.");
            return settings.FindFault() is { } fault ? throw new MarketException($"{path}: {fault}") : settings;
        }
        catch (JsonException fault)
        {
            throw new MarketException($"{path}: {fault.Message}", fault);
        }
    }

    /// <summary>Begins a market.</summary>
    /// <param name="directory">Its directory.</param>
    /// <exception cref="MarketException">There is one, or something is wrong.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Create(string directory)
    {
        if (FindFault() is { } fault)
            throw new MarketException(fault);
        string path = Path.Combine(directory, FileName);
        if (File.Exists(path))
            throw new MarketException($"There is a market in '{directory}' already. Its {FileName} can be edited.");
        Directory.CreateDirectory(directory);
        DurableFile.Write(path, CanonicalJson.Write(this, MarketSettingsJson.Default.MarketSettings));
    }

    /// <summary>What is wrong; null if nothing is.</summary>
    public string? FindFault()
    {
        if (Name.Length is 0 or > MaximumNameLength || Name.Any(char.IsControl))
            return $"name is '{Name}'; it must have 1 to {MaximumNameLength} characters.";
        if (!PublicKey.TryParse(Mint, out _))
            return $"mint is '{Mint}', which is no address.";
        if (Datasets.Keys.FirstOrDefault(name => !IsName(name)) is { } odd)
            return $"datasets: '{odd}' is no name; it must be of small letters, digits and hyphens.";
        if (Validators.FirstOrDefault(address => !PublicKey.TryParse(address, out _)) is { } unknown)
            return $"validators: '{unknown}' is no address.";
        return Rpc.FirstOrDefault(uri => !uri.IsAbsoluteUri || uri.Scheme is not ("http" or "https")) is { } wrong
            ? $"rpc: '{wrong}' is no http or https address."
            : null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaximumNameLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
