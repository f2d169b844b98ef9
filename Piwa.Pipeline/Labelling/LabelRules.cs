namespace Piwa.Pipeline.Labelling;

/// <summary>What a label may say.</summary>
public static class LabelRules
{
    /// <summary>The least quality.</summary>
    public const int LowestQuality = 1;

    /// <summary>The greatest quality.</summary>
    public const int HighestQuality = 5;

    /// <summary>Tags of a label.</summary>
    public const int MaximumTags = 16;

    /// <summary>Characters of a tag.</summary>
    public const int MaximumTagLength = 32;

    /// <summary>Brings tags into the one form in which they are kept: small letters, single blanks, each once, in ordinal order.</summary>
    /// <param name="tags">The tags as somebody wrote them.</param>
    /// <exception cref="ArgumentException">There are too many, or one is none; the message says which.</exception>
    public static IReadOnlyList<string> Normalize(IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        string[] all = [.. tags.Select(Normalize).Distinct().Order(StringComparer.Ordinal)];
        return all.Length <= MaximumTags ? all : throw new ArgumentException($"A label has at most {MaximumTags} tags, not {all.Length}.");
    }

    /// <summary>What is wrong with a label as it is kept; null if nothing is.</summary>
    internal static string? FindFault(AssetLabel label)
    {
        if (label.Quality is < LowestQuality or > HighestQuality)
            return $"its quality is {label.Quality}; it must be {LowestQuality} to {HighestQuality}.";
        try
        {
            return Normalize(label.Tags).SequenceEqual(label.Tags) ? null : "its tags are not in their form.";
        }
        catch (ArgumentException fault)
        {
            return fault.Message;
        }
    }

    private static string Normalize(string tag)
    {
        string plain = string.Join(' ', (tag ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return plain.Length is > 0 and <= MaximumTagLength && plain.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-') && char.IsLetterOrDigit(plain[0])
            ? plain
            : throw new ArgumentException(
                $"'{tag}' is no tag: 1 to {MaximumTagLength} letters, digits, blanks and '-', with a letter or digit first.");
    }
}
