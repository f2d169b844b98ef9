namespace Piwa.Pipeline.Shards;

/// <summary>Reads a file of checked lines, one after the other: however long it is, a line of it is in memory.</summary>
/// <remarks>Not thread-safe. A file that is missing has no lines.</remarks>
internal sealed class CheckedLineReader : IDisposable
{
    private const int FirstBufferBytes = 1 << 18;

    private readonly FileStream? _file;
    private readonly string _path;
    private byte[] _buffer = [];
    private int _begin;
    private int _end;

    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public CheckedLineReader(string path)
    {
        _path = path;
        if (!File.Exists(path))
            return;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        _buffer = new byte[FirstBufferBytes];
    }

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes of a torn last line; known once there are no more.</summary>
    public int TornBytes { get; private set; }

    /// <summary>What to call the line that was read last in messages.</summary>
    public string Place => $"{_path}, line {Number}";

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>Reads a line.</summary>
    /// <param name="content">What it says, in UTF-8: valid until the next is read.</param>
    /// <returns>False if there are no more.</returns>
    /// <exception cref="ManifestException">Its check fails; the message names it.</exception>
    public bool TryRead(out ReadOnlySpan<byte> content)
    {
        content = default;
        int searched = _begin;
        while (true)
        {
            int length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                Number++;
                content = CheckedLines.ContentOf(_buffer.AsSpan(_begin, searched + length - _begin), _path, Number);
                _begin = searched + length + 1;
                return true;
            }

            searched = _end - _begin;
            if (!TryFill())
                return false;
        }
    }

    /// <summary>Reads on behind what is there, which moves to the front.</summary>
    private bool TryFill()
    {
        int left = _end - _begin;
        if (left > CheckedLines.MaxLineLength)
        {
            throw new ManifestException(
                $"{_path}, line {Number + 1}: not a line of this file's kind: it is longer than the {CheckedLines.MaxLineLength} bytes that one has at most.");
        }

        byte[] target = left == _buffer.Length && left > 0 ? new byte[2 * left] : _buffer;
        _buffer.AsSpan(_begin, left).CopyTo(target);
        (_buffer, _begin, _end) = (target, 0, left);
        int count = _file is null ? 0 : _file.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        if (count == 0)
            TornBytes = left;
        return count > 0;
    }
}
