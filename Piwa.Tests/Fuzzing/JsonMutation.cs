using System.Text.Json;

namespace Piwa.Tests.Fuzzing;

/// <summary>Mutations that know what JSON is: values are exchanged, taken away, doubled.</summary>
internal static class JsonMutation
{
    private const int Depth = 2_000;

    private static readonly byte[][] Values = [.. new[]
    {
        "null", "true", "false", "0", "-1", "1e999", "-1e999", "1e-400", "NaN", "18446744073709551615", "18446744073709551616", "-9223372036854775808",
        "9223372036854775807", "2147483647", "-2147483648", "4294967296", "0.1", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"../../x\"", "[]", "{}",
        "[null]", "[[]]", "{\"\":null}", "1" + new string('0', 400), "\"" + new string('a', 3_000) + "\"",
        new string('[', Depth) + new string(']', Depth), string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100),
    }.Select(System.Text.Encoding.UTF8.GetBytes), [(byte)'"', 0xFF, (byte)'"'], [(byte)'"', 0xC3, (byte)'"']];

    /// <summary>Changes a value, or takes it away or doubles it with its name and comma. What is no JSON stays as it is.</summary>
    public static void Apply(List<byte> bytes, Random random)
    {
        byte[] text = [.. bytes];
        List<(int Start, int End, bool IsMember)> values = Find(text);
        if (values.Count == 0)
            return;

        (int start, int end, bool isMember) = values[random.Next(values.Count)];
        switch (random.Next(6))
        {
            case 0 when isMember: // away, with the comma behind it
                int after = end < text.Length && text[end] == (byte)',' ? end + 1 : end;
                bytes.RemoveRange(start, after - start);
                break;
            case 1 when isMember: // twice
                bytes.InsertRange(start, [.. text[start..end], (byte)',']);
                break;
            case 2: // another value of the same text
                (int from, int to, bool _) = values[random.Next(values.Count)];
                bytes.RemoveRange(start, end - start);
                bytes.InsertRange(start, text[from..to]);
                break;
            default:
                int value = isMember ? ValueOf(text, start, end) : start;
                bytes.RemoveRange(value, end - value);
                bytes.InsertRange(value, Values[random.Next(Values.Length)]);
                break;
        }
    }

    /// <summary>Where values begin and end; those of objects with their names.</summary>
    private static List<(int Start, int End, bool IsMember)> Find(byte[] text)
    {
        List<(int, int, bool)> found = [];
        Stack<(int Start, bool IsMember)> open = [];
        int name = -1;
        int prefix = text.Length > 0 && char.IsAsciiLetterUpper((char)text[0]) ? 1 : 0; // which of several parsers an input is for
        var reader = new Utf8JsonReader(
            text.AsSpan(prefix), new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 4 * Depth, AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                int start = name >= 0 ? name : prefix + (int)reader.TokenStartIndex, end = prefix + (int)reader.BytesConsumed;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = prefix + (int)reader.TokenStartIndex;
                        continue;
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        open.Push((start, name >= 0));
                        break;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        (int opened, bool isMember) = open.Pop();
                        found.Add((opened, end, isMember));
                        break;
                    default:
                        found.Add((start, end, name >= 0));
                        break;
                }

                name = -1;
            }
        }
        catch (JsonException)
        {
            // What was found before stands.
        }

        return found;
    }

    private static int ValueOf(byte[] text, int start, int end)
    {
        int colon = Array.IndexOf(text, (byte)':', start, end - start);
        return colon < 0 ? start : colon + 1;
    }
}
