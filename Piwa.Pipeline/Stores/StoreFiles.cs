namespace Piwa.Pipeline.Stores;

/// <summary>The files of a data set or of a fleet's store: which there are, and which comes before which.</summary>
internal static class StoreFiles
{
    /// <summary>What says that a directory is a data set, and which.</summary>
    public const string Campaign = "campaign.json";

    /// <summary>What says that it is a fleet's store, and which.</summary>
    public const string Order = "order.json";

    private const string Manifest = "manifest.jsonl";
    private const string LockEnding = ".lock";
    private const string DatabaseLock = "LOCK";

    /// <summary>The files below a directory by their names with <c>/</c>, with their lengths.</summary>
    /// <exception cref="IOException">One of them is a link.</exception>
    public static Dictionary<string, long> In(string directory)
    {
        Dictionary<string, long> found = [];
        if (!Directory.Exists(directory))
            return found;
        foreach (FileInfo file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(directory, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (IsLeftOut(name))
                continue;
            if (file.LinkTarget is not null)
                throw new IOException($"{file.FullName} is a link. Put the file itself there.");
            found[name] = file.Length;
        }

        return found;
    }

    /// <summary>Unfinished files, and those that are only there to be locked.</summary>
    public static bool IsLeftOut(string name) =>
        name.Split('/') is { } parts && (parts.Any(part => part.StartsWith(DurableFile.TemporaryPrefix, StringComparison.Ordinal))
            || parts[^1].EndsWith(LockEnding, StringComparison.Ordinal) || parts[^1] == DatabaseLock);

    /// <summary>Where an object's file lies.</summary>
    /// <exception cref="IOException">Its name leads out of the directory, or nowhere.</exception>
    public static string PathOf(string directory, string name) =>
        name.Length == 0 || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
        || name.Split('/').Any(part => part is "" or "." or "..")
            ? throw new IOException($"The store has an object '{name}', which cannot be a file of '{directory}'. Move it away.")
            : Path.Combine(directory, name);

    /// <summary>What files with these names are; null if neither.</summary>
    public static StoreKind? FindKind(IReadOnlyCollection<string> names) =>
        names.Contains(Order) ? StoreKind.Fleet : names.Contains(Campaign) ? StoreKind.Dataset : null;

    /// <exception cref="ArgumentException">They are neither.</exception>
    public static StoreKind KindOf(IReadOnlyCollection<string> names, string place) => FindKind(names) ?? throw new ArgumentException(
        $"'{place}' holds neither a data set ({Campaign}) nor the store of a fleet ({Order}).");

    /// <summary>In words.</summary>
    public static string Describe(StoreKind kind) => kind == StoreKind.Fleet ? "the store of a fleet" : "a data set";

    /// <summary>What is copied one behind the other, in each step at once: what it is, what is named, what names it.</summary>
    public static IEnumerable<string[]> InOrder(StoreKind kind, IReadOnlyCollection<string> names)
    {
        string first = kind == StoreKind.Fleet ? Order : Campaign;
        Func<string, bool> isLast = kind == StoreKind.Fleet
            ? name => name.StartsWith(UnitRecord.Prefix, StringComparison.Ordinal)
            : name => name == Manifest;
        yield return [first];
        yield return [.. names.Where(name => name != first && !isLast(name)).Order(StringComparer.Ordinal)];
        yield return [.. names.Where(name => name != first && isLast(name)).Order(StringComparer.Ordinal)];
    }
}
