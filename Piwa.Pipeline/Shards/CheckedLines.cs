using System.Text.Unicode;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>
/// A text file of lines, each with a check of its own: <c>16 hexadecimal digits of the BLAKE3 of the rest, space, the rest</c>. Lines are
/// appended and flushed one by one; a line that a crash has torn is the last one, and is dropped.
/// </summary>
internal static class CheckedLines
{
    private const int CheckDigits = 16;

    /// <summary>Longest line that is read.</summary>
    public const int MaxLineLength = 1 << 22;

    /// <summary>Longest file that is read at once.</summary>
    private const long MaxFileLength = 1 << 30;

    /// <summary>Appends a line and waits until it is on disk.</summary>
    public static void Append(string path, string line)
    {
        bool created = !File.Exists(path);
        FailPoint.Reach(path, WriteMoment.Begins);
        using (var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            stream.Write(Encode(line));
            FailPoint.Reach(path, WriteMoment.Written);
            stream.Flush(flushToDisk: true);
        }

        if (created)
            DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FailPoint.Reach(path, WriteMoment.Done);
    }

    /// <summary>A line as it stands in the file.</summary>
    public static byte[] Encode(string line)
    {
        byte[] content = System.Text.Encoding.UTF8.GetBytes(line);
        if (content.Length > MaxLineLength - CheckDigits - 1)
            throw new ArgumentException($"A line has at most {MaxLineLength} bytes, not {content.Length}.");
        return [.. System.Text.Encoding.ASCII.GetBytes(Check(content)), (byte)' ', .. content, (byte)'\n'];
    }

    /// <summary>Reads all lines.</summary>
    /// <param name="path">The file; one that is missing has no lines.</param>
    /// <param name="tornBytes">Bytes of a torn last line.</param>
    /// <exception cref="ManifestException">A line's check fails, or the file is too long; the message names it.</exception>
    public static List<string> Read(string path, out int tornBytes) => Parse(ReadFile(path), path, out tornBytes);

    /// <summary>The lines of a file's content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="path">What to call the file in messages.</param>
    /// <param name="tornBytes">Bytes of a torn last line.</param>
    /// <exception cref="ManifestException">A line's check fails; the message names it.</exception>
    public static List<string> Parse(ReadOnlySpan<byte> content, string path, out int tornBytes)
    {
        tornBytes = 0;
        var lines = new List<string>();
        while (!content.IsEmpty)
        {
            int end = content.IndexOf((byte)'\n');
            if (end < 0)
            {
                tornBytes = content.Length;
                break;
            }

            lines.Add(Decode(content[..end], path, lines.Count + 1));
            content = content[(end + 1)..];
        }

        return lines;
    }

    /// <summary>Reads the lines whose checks hold, whatever lies between them.</summary>
    /// <param name="path">The file; one that is missing has no lines.</param>
    /// <exception cref="ManifestException">The file is too long.</exception>
    public static List<string> ReadSound(string path)
    {
        var lines = new List<string>();
        ReadOnlySpan<byte> content = ReadFile(path);
        foreach (Range line in content.Split((byte)'\n'))
        {
            if (FaultOf(content[line]) is null)
                lines.Add(Text(content[line]));
        }

        return lines;
    }

    /// <summary>Cuts a torn last line off, so that the next line does not join it.</summary>
    public static void Repair(string path, int tornBytes)
    {
        if (tornBytes == 0)
            return;

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
        stream.SetLength(stream.Length - tornBytes);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Cuts a torn last line off, and reads nothing but that.</summary>
    /// <param name="path">The file; one that is missing has no lines.</param>
    public static void RepairTail(string path)
    {
        if (File.Exists(path))
            Repair(path, TornBytes(path));
    }

    private static int TornBytes(string path)
    {
        const int PieceBytes = 256;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Span<byte> piece = stackalloc byte[PieceBytes];
        long length = stream.Length, start = length;
        int feed = -1;
        while (start > 0 && feed < 0)
        {
            piece = piece[..(int)Math.Min(start, piece.Length)];
            start -= piece.Length;
            stream.Position = start;
            stream.ReadExactly(piece);
            feed = piece.LastIndexOf((byte)'\n');
        }

        return checked((int)(length - (start + feed + 1)));
    }

    private static byte[] ReadFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return [];
        return file.Length <= MaxFileLength
            ? File.ReadAllBytes(path)
            : throw new ManifestException($"{path} has {file.Length} bytes; at most {MaxFileLength} are read.");
    }

    /// <summary>What a line says, in UTF-8.</summary>
    /// <param name="line">The line, as it stands in the file, without its line feed.</param>
    /// <param name="path">What to call the file in messages.</param>
    /// <param name="number">Number of the line, from 1.</param>
    /// <exception cref="ManifestException">Its check fails.</exception>
    public static ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> line, string path, long number) => FaultOf(line) is { } fault
        ? throw new ManifestException($"{path}, line {number}: {fault}")
        : line[(CheckDigits + 1)..];

    private static string Decode(ReadOnlySpan<byte> line, string path, int number) =>
        System.Text.Encoding.UTF8.GetString(ContentOf(line, path, number));

    private static string? FaultOf(ReadOnlySpan<byte> line)
    {
        if (line.Length is <= CheckDigits or > MaxLineLength || line[CheckDigits] != (byte)' ')
            return "not a line of this file's kind.";
        if (!line[..CheckDigits].SequenceEqual(System.Text.Encoding.ASCII.GetBytes(Check(line[(CheckDigits + 1)..]))))
            return "its check fails; the line was changed or damaged.";
        return Utf8.IsValid(line) ? null : "it is not UTF-8.";
    }

    private static string Text(ReadOnlySpan<byte> line) => System.Text.Encoding.UTF8.GetString(line[(CheckDigits + 1)..]);

    private static string Check(ReadOnlySpan<byte> content) => Blake3.Hash(content).ToString()[..CheckDigits];
}
