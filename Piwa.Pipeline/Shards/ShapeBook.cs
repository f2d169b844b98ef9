using System.Globalization;
using System.Text.Json;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Quality;

namespace Piwa.Pipeline.Shards;

/// <summary>The forms of all uploads that a registry knows, in a file that only grows; each new one is compared with them.</summary>
/// <remarks>
/// A source has one line, the first. Not thread-safe; one process writes, which the lock of the registry beside it sees to. A query runs over
/// all: a million take a few milliseconds.
/// </remarks>
internal sealed class ShapeBook
{
    /// <summary>
    /// Largest distance of forms that are called near. Turned, scaled and slightly changed copies of a mesh come within it; of unlike meshes
    /// fewer than one pair in a thousand.
    /// </summary>
    public const int NearDistance = 24;

    /// <summary>Points that descriptors of uploads are made from: as many that the order of a mesh's triangles matters little.</summary>
    public const int PointCount = 2048;

    private const int MostNear = 3;

    private readonly string _path;
    private readonly Dictionary<ContentHash, ShapeRecord> _bySource = [];
    private readonly List<(ShapeDescriptor Shape, ShapeRecord Record)> _shapes = [];

    private ShapeBook(string path) => _path = path;

    /// <summary>Opens a book, or begins one.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="ManifestException">It is damaged.</exception>
    public static ShapeBook Open(string path)
    {
        List<string> lines = CheckedLines.Read(path, out int tornBytes);
        CheckedLines.Repair(path, tornBytes);
        var book = new ShapeBook(path);
        for (int i = 0; i < lines.Count; i++)
        {
            try
            {
                book.Keep(JsonSerializer.Deserialize(lines[i], DatasetJson.Default.ShapeRecord) ?? throw new FormatException("It is null."));
            }
            catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException)
            {
                throw new ManifestException(string.Create(CultureInfo.InvariantCulture, $"{path}, line {i + 1}: {fault.Message}"), fault);
            }
        }

        return book;
    }

    /// <summary>The upload of a source; null where there is none.</summary>
    public ShapeRecord? Find(ContentHash source) => _bySource.GetValueOrDefault(source);

    /// <summary>The nearest uploads within <see cref="NearDistance"/>, the source's own left out; of equally near ones the earlier.</summary>
    public IReadOnlyList<NearCopy> FindNear(ShapeDescriptor shape, ContentHash source) =>
    [
        .. _shapes.Where(other => other.Record.Source != source)
            .Select(other => (other.Record, Distance: other.Shape.DistanceTo(shape)))
            .Where(other => other.Distance <= NearDistance)
            .OrderBy(other => other.Distance)
            .Take(MostNear)
            .Select(other => new NearCopy(
                other.Record.Source, other.Record.Name, other.Record.Wallet, other.Record.Campaign, other.Record.Asset, other.Distance)),
    ];

    /// <summary>Enters an upload unless its source is there.</summary>
    public void Enter(ShapeRecord record)
    {
        if (_bySource.ContainsKey(record.Source))
            return;
        CheckedLines.Append(_path, JsonSerializer.Serialize(record, DatasetJson.Default.ShapeRecord));
        Keep(record);
    }

    private void Keep(ShapeRecord record)
    {
        var shape = new ShapeDescriptor(Convert.FromHexString(record.Shape));
        if (_bySource.TryAdd(record.Source, record))
            _shapes.Add((shape, record));
    }
}
