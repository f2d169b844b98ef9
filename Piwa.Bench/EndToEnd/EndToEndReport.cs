using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Bench.Machines;
using Piwa.Bench.Peers;

namespace Piwa.Bench.EndToEnd;

/// <summary>All that <c>e2e</c> measured.</summary>
/// <param name="StandardAsset">What the figures are of.</param>
/// <param name="Machine">What they were measured on.</param>
/// <param name="Commit">The sources' commit, with a + where they were changed; null where not known.</param>
/// <param name="MeasuredAt">When.</param>
/// <param name="Note">What the operator has to say: a machine that was shared.</param>
/// <param name="Run">The pipeline's run.</param>
/// <param name="Alone">Time by asset of each stage by itself.</param>
/// <param name="Ceilings">Steps against what they cannot beat.</param>
/// <param name="Peers">Renderers; null without peers.</param>
/// <param name="Bars">Figures and their bars.</param>
/// <param name="Missing">What was not measured, and why.</param>
internal sealed record EndToEndReport(
    string StandardAsset,
    Machine Machine,
    string? Commit,
    DateTimeOffset MeasuredAt,
    string? Note,
    PipelineFigures Run,
    IReadOnlyList<StageTime> Alone,
    IReadOnlyList<CeilingTime> Ceilings,
    PeerReport? Peers,
    IReadOnlyList<Bar> Bars,
    IReadOnlyList<string> Missing)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Commit, time and note, in a line.</summary>
    [JsonIgnore]
    public string Origin =>
        $"{Commit ?? "unknown commit"}, {MeasuredAt:yyyy-MM-dd HH:mm} UTC{(Note is null ? "" : $"; note: {Note}")}";

    /// <summary>Writes the report.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>Reads a report.</summary>
    /// <exception cref="InvalidDataException">The file is no report.</exception>
    public static EndToEndReport Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<EndToEndReport>(File.ReadAllText(path), Json)
                ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} is no report of e2e: {fault.Message}", fault);
        }
    }
}
