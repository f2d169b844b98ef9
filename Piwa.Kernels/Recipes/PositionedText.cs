using System.Text;
using System.Text.Json;

namespace Piwa.Kernels.Recipes;

/// <summary>A text whose faults are told by line and column, both from 1.</summary>
internal sealed class PositionedText(byte[] utf8)
{
    public byte[] Bytes => utf8;

    /// <summary>A message with the place of the token that the reader has just read.</summary>
    public string At(in Utf8JsonReader reader, string message) => At(reader.TokenStartIndex, message);

    /// <summary>A message with the place of a byte.</summary>
    public string At(long start, string message)
    {
        ReadOnlySpan<byte> before = utf8.AsSpan(0, (int)start);
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return $"line {line}, column {column}: {message}";
    }
}
