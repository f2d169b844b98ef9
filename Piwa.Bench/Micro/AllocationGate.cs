using System.Text.Json;

namespace Piwa.Bench.Micro;

/// <summary>The allocations that are allowed: bytes of an operation by benchmark, in a file that is checked in.</summary>
/// <param name="bytes">Bytes by name.</param>
internal sealed class AllocationGate(IReadOnlyDictionary<string, long> bytes)
{
    /// <summary>The file's name in <see cref="BaselineDirectory"/>.</summary>
    public const string FileName = "allocations.json";

    private const double Tolerance = 1.1;

    /// <summary>The runtime's own bytes in the background fall into some measurements; long operations are few, and each has its part of them.</summary>
    private const long SlackBytes = 64;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>The names that have a limit.</summary>
    public IEnumerable<string> Names => bytes.Keys;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static AllocationGate Load(string path)
    {
        try
        {
            return new(JsonSerializer.Deserialize<SortedDictionary<string, long>>(File.ReadAllText(path)) ?? []);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>Bytes of a benchmark; null for one that is not in the file.</summary>
    public long? BytesOf(string name) => bytes.TryGetValue(name, out long value) ? value : null;

    /// <summary>Whether a result is within its limit. One without a limit is not.</summary>
    public bool Allows(MicroResult result) =>
        BytesOf(result.Name) is { } allowed && result.AllocatedBytes <= (allowed * Tolerance) + SlackBytes;

    /// <summary>The gate with new results in the place of old ones, and without benchmarks that are gone.</summary>
    public AllocationGate With(IReadOnlyList<MicroResult> results, IReadOnlyList<string> existing)
    {
        var updated = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (string name in existing)
        {
            if ((results.FirstOrDefault(result => result.Name == name)?.AllocatedBytes ?? BytesOf(name)) is { } value)
                updated[name] = value;
        }

        return new AllocationGate(updated);
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(bytes, Json) + "\n");
}
