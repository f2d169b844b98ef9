namespace Piwa.Pipeline.Shards;

/// <summary>Reads small pieces of a file that lie near each other: many of them come out of one read.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="file">Reads the file.</param>
/// <param name="length">Length of the file, in bytes.</param>
internal sealed class FileWindow(ReadAt file, long length)
{
    private const int WindowBytes = 32 << 10;

    private readonly byte[] _window = new byte[WindowBytes];
    private long _start;
    private int _length;

    /// <summary>Length of the file.</summary>
    public long Length => length;

    /// <summary>Reads a piece.</summary>
    /// <exception cref="FormatException">The file ends within it.</exception>
    public void Read(Span<byte> target, long offset)
    {
        if (target.Length > WindowBytes)
        {
            if (Fill(target, offset) < target.Length)
                throw Ends();
            return;
        }

        if (offset < _start || offset + target.Length > _start + _length)
            (_start, _length) = (offset, Fill(_window, offset));
        if (target.Length > _length)
            throw Ends();
        _window.AsSpan((int)(offset - _start), target.Length).CopyTo(target);
    }

    private int Fill(Span<byte> target, long offset)
    {
        int count = 0;
        while (count < target.Length && file(target[count..], offset + count) is > 0 and var read)
            count += read;
        return count;
    }

    private static FormatException Ends() => new("the file ends too early.");
}
