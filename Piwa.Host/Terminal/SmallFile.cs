namespace Piwa.Host.Terminal;

/// <summary>Reads files that are to be small: of one that is not, no more than shows that, and whoever takes it refuses it.</summary>
internal static class SmallFile
{
    private const int MostBytesOfCharacter = 4;

    /// <summary>The first bytes of a file: all, or one more than it may have.</summary>
    public static byte[] Read(string path, int mostBytes)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[file.CanSeek ? Math.Min(file.Length, mostBytes + 1L) : mostBytes + 1L];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    /// <summary>The text of a file: all, or more than it may have.</summary>
    public static string ReadText(string path, int mostCharacters)
    {
        using MemoryStream bytes = new(Read(path, mostCharacters * MostBytesOfCharacter));
        using StreamReader reader = new(bytes);
        return reader.ReadToEnd();
    }
}
