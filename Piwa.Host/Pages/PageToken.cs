using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Piwa.Host.Terminal;

namespace Piwa.Host.Pages;

/// <summary>The token that lets into the page; it lies in a file that only its owner can read.</summary>
internal static class PageToken
{
    private const int RandomBytes = 32;
    private const int ShortestToken = 16;
    private const int LongestToken = 200;

    /// <summary>The token of a file, which is made where it is not there; null without a file.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="listen">Where the page listens: elsewhere than on loopback it needs a token.</param>
    /// <exception cref="ArgumentException">A token is needed, or the file holds none.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static string? Read(string? path, IPEndPoint listen)
    {
        if (path is null)
        {
            return IPAddress.IsLoopback(listen.Address)
                ? null
                : throw new ArgumentException($"{listen} can be reached from other machines: give a token with --token-file FILE, which is made if it is not there.");
        }

        if (!File.Exists(path))
            Create(path);
        string token = SmallFile.ReadText(path, LongestToken + 1).Trim();
        return token.Length is >= ShortestToken and <= LongestToken && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? token
            : throw new ArgumentException(
                $"'{path}' holds no token: {ShortestToken} to {LongestToken} letters, digits, '-' and '_'. Name a file that is not there, and one is made.");
    }

    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));
    }
}
