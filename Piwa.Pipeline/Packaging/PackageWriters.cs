namespace Piwa.Pipeline.Packaging;

/// <summary>The forms in which an asset is written with its materials and cameras.</summary>
public static class PackageWriters
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IPackageWriter> All { get; } = [new OrbxStyleWriter()];

    /// <summary>One by its name; null if there is none.</summary>
    /// <param name="name">The name.</param>
    public static IPackageWriter? Find(string name) => All.FirstOrDefault(writer => string.Equals(writer.Name, name, StringComparison.OrdinalIgnoreCase));
}
