namespace Piwa.Tests.House;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Configuration of this build: that of the projects beside it.</summary>
    public const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The C# files of a directory.</summary>
    public static IEnumerable<string> Sources(string directory) => Directory
        .EnumerateFiles(Path.Combine(Root, directory), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Find()
    {
        for (string? directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Piwa.sln")))
                return directory;
        }

        throw new InvalidOperationException("These tests run from a build within the source tree; no Piwa.sln is above them.");
    }
}
