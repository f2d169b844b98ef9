using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Piwa.Chain.Keys;

/// <summary>Keypair files as the Solana command line writes them: a JSON array of 64 numbers, the seed and then the public key.</summary>
/// <remarks>
/// A file is created whole or not at all, readable by its owner alone (mode 0600), and refused if anyone else may read it.
/// On Windows the mode is left to the directory's access list.
/// </remarks>
public static class KeypairFile
{
    /// <summary>Numbers in the file: 32 secret bytes and 32 public ones.</summary>
    private const int NumberCount = Keypair.SeedSize + PublicKey.Size;

    /// <summary>More than any keypair file needs; a larger file is refused before it is read.</summary>
    private const int MaximumFileBytes = 1024;

    /// <summary>64 numbers of three digits, as many separators, and the brackets.</summary>
    private const int MaximumTextBytes = (NumberCount * 4) + 2;

    /// <summary>Others may take a file for abandoned just as it is made, or before it gets its name: not so often in a row.</summary>
    private const int CreationAttempts = 100;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads a keypair file, or creates it with a new random key pair if there is none.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <returns>The key pair; the caller disposes it.</returns>
    /// <exception cref="KeypairFileException">The file is a link, too open, or not a keypair file.</exception>
    public static Keypair LoadOrCreate(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            return Load(path);

        Span<byte> seed = stackalloc byte[Keypair.SeedSize];
        try
        {
            RandomNumberGenerator.Fill(seed);
            using (Keypair created = Keypair.FromSeed(seed))
            {
                for (int attempt = 0; attempt < CreationAttempts && !File.Exists(path); attempt++)
                    Create(path, seed, created.PublicKey);
            }

            // Another process may have been faster: what counts is what stands in the file.
            return Load(path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Reads a keypair file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The key pair; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="KeypairFileException">The file is a link, too open, or not a keypair file.</exception>
    public static Keypair Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (new FileInfo(path).LinkTarget is not null)
            throw new KeypairFileException($"'{path}' is a symbolic link. Name the keypair file itself.");

        Span<byte> text = stackalloc byte[MaximumFileBytes];
        Span<byte> numbers = stackalloc byte[NumberCount];
        try
        {
            int length = ReadAll(path, text);
            if (!TryParse(text[..length], numbers))
                throw Malformed(path);

            Keypair keypair = Keypair.FromSeed(numbers[..Keypair.SeedSize]);
            if (PublicKey.AsSpan(keypair.PublicKey).SequenceEqual(numbers[Keypair.SeedSize..]))
                return keypair;

            keypair.Dispose();
            throw new KeypairFileException(
                $"'{path}' is damaged: its public half does not belong to its secret half. Restore it from a backup.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(numbers);
        }
    }

    private static int ReadAll(string path, Span<byte> destination)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);

        // Asked of the open file, not of its name, so that the answer is about what is read below.
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(handle) & Others) != 0)
            throw new KeypairFileException($"'{path}' can be used by others than its owner. Run: chmod 600 '{path}'");
        if (RandomAccess.GetLength(handle) > destination.Length)
            throw Malformed(path);

        int length = 0;
        while (length < destination.Length)
        {
            int read = RandomAccess.Read(handle, destination[length..], length);
            if (read == 0)
                break;
            length += read;
        }

        return length;
    }

    /// <summary>Writes a temporary file beside the path, flushes it, and gives it the name unless somebody else was faster.</summary>
    private static void Create(string path, ReadOnlySpan<byte> seed, PublicKey publicKey)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string prefix = $".{Path.GetFileName(path)}.";
        RemoveAbandoned(directory, prefix);
        string temporary = Path.Combine(directory, prefix + Path.GetRandomFileName());
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;

        Span<byte> text = stackalloc byte[MaximumTextBytes];
        try
        {
            using (FileStream stream = new(temporary, options))
            {
                stream.Write(text[..Format(seed, publicKey, text)]);
                FailPoint.Reach(path, WriteMoment.Written);
                stream.Flush(flushToDisk: true);
            }

            // False where somebody else was faster.
            _ = DurableFile.TryCommitNew(temporary, path, needsLinks: false);
        }
        catch (IOException fault) when (FileSharing.IsInUse(fault) || !File.Exists(temporary))
        {
            // Somebody takes this file for abandoned, or has.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            File.Delete(temporary);
        }
    }

    /// <summary>Removes what a process that was killed here has left: a secret that nobody knows of.</summary>
    private static void RemoveAbandoned(string directory, string prefix)
    {
        foreach (string file in Directory.EnumerateFiles(directory, prefix + "*"))
        {
            // What Path.GetRandomFileName gives, and no editor: eight characters, a point, three.
            ReadOnlySpan<char> name = Path.GetFileName(file.AsSpan())[prefix.Length..];
            if (name.Length != 12 || name.IndexOf('.') != 8 || name.LastIndexOf('.') != 8)
                continue;
            try
            {
                // Whoever writes it holds it alone. It may have just got its final name beside this one, and readers: these are not kept out.
                using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
                File.Delete(file);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Somebody is at it, it is gone, or it is somebody else's.
            }
        }
    }

    private static int Format(ReadOnlySpan<byte> seed, PublicKey publicKey, Span<byte> text)
    {
        Span<byte> numbers = stackalloc byte[NumberCount];
        seed.CopyTo(numbers);
        publicKey.CopyTo(numbers[Keypair.SeedSize..]);

        int length = 0;
        for (int i = 0; i < NumberCount; i++)
        {
            text[length++] = i == 0 ? (byte)'[' : (byte)',';
            _ = Utf8Formatter.TryFormat(numbers[i], text[length..], out int digits);
            length += digits;
        }

        CryptographicOperations.ZeroMemory(numbers);
        text[length++] = (byte)']';
        return length;
    }

    /// <summary>Reads exactly "[n, n, ...]" with white space anywhere between; written out so that no copy of the secret is made.</summary>
    private static bool TryParse(ReadOnlySpan<byte> text, Span<byte> numbers)
    {
        for (int i = 0; i < NumberCount; i++)
        {
            text = text.TrimStart(" \t\r\n"u8);
            if (text.IsEmpty || text[0] != (i == 0 ? (byte)'[' : (byte)','))
                return false;
            text = text[1..].TrimStart(" \t\r\n"u8);
            if (!Utf8Parser.TryParse(text, out numbers[i], out int digits))
                return false;
            text = text[digits..];
        }

        text = text.TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && text[0] == ']' && text[1..].Trim(" \t\r\n"u8).IsEmpty;
    }

    private static KeypairFileException Malformed(string path) =>
        new($"'{path}' is not a keypair file: it must be a JSON array of {NumberCount} numbers from 0 to 255. "
        + "Name the right one, or restore it from a backup.");
}
