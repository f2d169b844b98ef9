namespace Piwa.Tests.Infrastructure;

/// <summary>A directory that is there for one test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("piwa-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Copies all files of a directory; what is there by the same name is replaced.</summary>
    public static void Copy(string source, string target)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
