using System.Text.Json.Nodes;
using Piwa.Chain.Transactions;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Instructions of ours, each with how an npm package is told to build the same; one run of Node.js builds them all.</summary>
internal sealed class PeerCases
{
    public const string Tool = "Piwa.Tests/Chain";

    private readonly List<(string Name, JsonNode Case, string Ours)> _cases = [];

    public int Count => _cases.Count;

    /// <summary>What an npm package builds is what we built.</summary>
    public void Add(string library, string call, JsonNode[] arguments, params Instruction[] ours) => Add(
        $"{library} {call}",
        new JsonObject { ["lib"] = library, ["call"] = call, ["args"] = new JsonArray(arguments) },
        new JsonArray([.. ours.Select(Describe)]).ToJsonString());

    public void Add(string name, JsonNode item, string ours) => _cases.Add((name, item, ours));

    /// <summary>Runs the packages and compares.</summary>
    /// <returns>How many cases each name had.</returns>
    public IReadOnlyDictionary<string, int> Check(int seed)
    {
        string input = new JsonArray([.. _cases.Select(each => each.Case)]).ToJsonString();
        JsonArray theirs = JsonNode.Parse(NodeTool.RunWithInput(Tool, "Peers/build.mjs", input))!.AsArray();
        Assert.Equal(_cases.Count, theirs.Count);
        for (int i = 0; i < theirs.Count; i++)
        {
            string text = theirs[i]!.GetValueKind() == System.Text.Json.JsonValueKind.String
                ? theirs[i]!.GetValue<string>()
                : theirs[i]!.ToJsonString();
            Assert.True(
                text == _cases[i].Ours,
                $"Case {i} of seed {seed}, {_cases[i].Name}:\ntheirs {text}\nours   {_cases[i].Ours}\n"
                + $"input  {_cases[i].Case.ToJsonString()}");
        }

        return _cases.CountBy(each => each.Name).ToDictionary();
    }

    public static JsonNode Describe(Instruction instruction) => new JsonObject
    {
        ["program"] = instruction.ProgramId.ToString(),
        ["keys"] = new JsonArray([.. instruction.Accounts.Select(account =>
            (JsonNode)new JsonArray(account.Key.ToString(), account.IsSigner, account.IsWritable))]),
        ["data"] = Convert.ToHexStringLower(instruction.Data.Span),
    };
}
