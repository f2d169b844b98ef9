namespace Piwa.Pipeline.Importing;

/// <summary>What an imported file may have at most: these bound the memory that it takes, whatever it says.</summary>
internal static class ImportLimits
{
    /// <summary>Bytes of a file.</summary>
    public const int FileBytes = 256 << 20;

    /// <summary>Bytes of its JSON.</summary>
    public const int JsonBytes = 16 << 20;

    /// <summary>Nesting of its JSON.</summary>
    public const int JsonDepth = 64;

    /// <summary>Elements of each list: nodes, meshes, primitives, accessors, materials, images.</summary>
    public const int Elements = 65_536;

    /// <summary>Vertices of all primitives, as often as nodes place them.</summary>
    public const int Vertices = 1_000_000;

    /// <summary>Triangles of all primitives, as often as nodes place them, before they are merged.</summary>
    public const int Triangles = 1_000_000;
}
