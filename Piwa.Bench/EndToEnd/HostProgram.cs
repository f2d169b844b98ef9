namespace Piwa.Bench.EndToEnd;

/// <summary>The host's program: what users start.</summary>
internal static class HostProgram
{
    /// <summary>The one that was built beside this bench, in the same configuration; null where it was not.</summary>
    public static string? FindBeside()
    {
        // .../Piwa.Bench/bin/Release/net10.0/ and .../Piwa.Host/bin/Release/net10.0/.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string? root = here.Parent?.Parent?.Parent?.Parent?.FullName;
        if (root is null)
            return null;

        string file = OperatingSystem.IsWindows() ? "piwa.exe" : "piwa";
        string path = Path.Combine(root, "Piwa.Host", "bin", here.Parent!.Name, here.Name, file);
        return File.Exists(path) ? path : null;
    }
}
