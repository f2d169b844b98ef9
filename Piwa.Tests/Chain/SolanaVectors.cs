using System.Text.Json;
using System.Text.Json.Nodes;

namespace Piwa.Tests.Chain;

/// <summary>Vectors made by the real programs; the file itself says how.</summary>
internal static class SolanaVectors
{
    public static JsonNode Root { get; } = JsonNode.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "chain", "solana-vectors.json")))!;

    public static JsonArray Array(string name) => Root[name]!.AsArray();

    public static IEnumerable<JsonNode> Nodes(string name) => Array(name).Select(node => node!);

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    public static int Number(this JsonNode node, string name) => node[name]!.GetValue<int>();

    public static bool Flag(this JsonNode node, string name) => node[name]!.GetValue<bool>();

    public static bool IsNull(this JsonNode node, string name) =>
        node[name] is null || node[name]!.GetValueKind() == JsonValueKind.Null;
}
