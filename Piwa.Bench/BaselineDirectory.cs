namespace Piwa.Bench;

/// <summary>Where results that are checked in lie: <c>Piwa.Bench/baselines</c> in the sources that this program was built from.</summary>
internal static class BaselineDirectory
{
    /// <summary>Finds it.</summary>
    /// <exception cref="DirectoryNotFoundException">The program does not run from a build within the sources.</exception>
    public static string Find()
    {
        for (string? directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Piwa.Bench.csproj")))
                return Path.Combine(directory, "baselines");
        }

        throw new DirectoryNotFoundException("The bench runs from a build within its sources; no Piwa.Bench.csproj is above it.");
    }
}
