using System.Globalization;
using System.Text.Json;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages.Json;

/// <summary>Dead letters, the one that was written last first.</summary>
internal static class LetterListJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<DeadLetterRecord> letters, int offset, int count)
    {
        json.WriteStartObject();
        json.WriteNumber("total", letters.Count);
        json.WriteStartArray("letters");
        foreach (DeadLetterRecord letter in letters.Reverse().Skip(offset).Take(count))
        {
            json.WriteStartObject();
            json.WriteString("index", letter.AssetIndex.ToString(CultureInfo.InvariantCulture));
            json.WriteString("stage", letter.Stage);
            json.WriteString("reason", letter.Reason);
            json.WriteNumber("recipeBytes", letter.Recipe.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
