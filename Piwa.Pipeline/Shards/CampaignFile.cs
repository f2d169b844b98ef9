using System.Text.Json;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary><c>campaign.json</c>: a campaign in the one form that its hash is over.</summary>
internal static class CampaignFile
{
    /// <summary>The longest file.</summary>
    public const int MaximumBytes = 1 << 16;

    public static byte[] Serialize(Campaign campaign) =>
        CanonicalJson.Write(campaign, DatasetJson.Default.Campaign);

    /// <summary>Reads a campaign and checks its values.</summary>
    /// <param name="content">The file.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <exception cref="ManifestException">It is damaged, or asks for what this Piwa does not make.</exception>
    public static Campaign Parse(ReadOnlySpan<byte> content, string place)
    {
        if (content.Length > MaximumBytes)
            throw new ManifestException($"{place} is longer than {MaximumBytes} bytes.");
        try
        {
            Campaign campaign = JsonSerializer.Deserialize(content, DatasetJson.Default.Campaign)
                ?? throw new ManifestException($"{place} is null.");
            campaign.Validate();
            return campaign;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new ManifestException($"{place}: {fault.Message}", fault);
        }
    }

    public static ContentHash HashOf(ReadOnlySpan<byte> content) => Blake3.Hash(content);
}
