using System.Text.Json;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

/// <summary>The published vectors of BLAKE3, and the instruction sets to try them on.</summary>
internal static class Blake3TestData
{
    /// <summary>Names of all instruction sets: a set that this processor lacks is skipped with a reason by <see cref="Require"/>.</summary>
    public static TheoryData<string> InstructionSets => new(Enum.GetNames<Blake3InstructionSet>());

    public static Blake3InstructionSet Require(string name)
    {
        var set = Enum.Parse<Blake3InstructionSet>(name);
        Assert.SkipUnless(Blake3.IsSupported(set), $"This processor has no {name}.");
        return set;
    }

    /// <summary>Byte i is i % 251, as the vectors have it: 251 is prime, so chunks differ.</summary>
    public static byte[] Input(int length)
    {
        const int Period = 251;
        var input = new byte[length];
        for (var i = 0; i < length; i++)
            input[i] = (byte)(i % Period);
        return input;
    }

    /// <summary>Every vector as (domain, input, expected output).</summary>
    public static IEnumerable<(Blake3Domain Domain, byte[] Input, byte[] Output)> Vectors()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", "encoding", "blake3_vectors.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        var keyed = Blake3Domain.Keyed(System.Text.Encoding.ASCII.GetBytes(root.GetProperty("key").GetString()!));
        var derived = Blake3Domain.DeriveKey(root.GetProperty("context_string").GetString()!);
        foreach (var vector in root.GetProperty("cases").EnumerateArray())
        {
            var input = Input(vector.GetProperty("input_len").GetInt32());
            yield return (Blake3Domain.Plain, input, Output(vector, "hash"));
            yield return (keyed, input, Output(vector, "keyed_hash"));
            yield return (derived, input, Output(vector, "derive_key"));
        }
    }

    private static byte[] Output(JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);
}
