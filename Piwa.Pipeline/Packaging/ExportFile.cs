namespace Piwa.Pipeline.Packaging;

/// <summary>A file of one exported object.</summary>
/// <param name="name">Its name within the object.</param>
/// <param name="make">Makes its bytes; on any thread.</param>
internal sealed class ExportFile(string name, Func<ReadOnlyMemory<byte>> make)
{
    /// <summary>Its name within the object.</summary>
    public string Name { get; } = name;

    /// <summary>Its bytes, once they are made.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <summary>A file that is written to a stream.</summary>
    public static ExportFile Of(string name, Action<Stream> write) => new(name, () =>
    {
        var stream = new MemoryStream();
        write(stream);
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    });

    /// <summary>Makes its bytes.</summary>
    public void Make() => Content = make();
}
