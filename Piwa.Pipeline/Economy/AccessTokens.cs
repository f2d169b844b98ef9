using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Piwa.Pipeline.Economy;

/// <summary>Makes and checks what gives access for a time: to a licence's data, and to a file of it.</summary>
/// <remarks>
/// A text, when it ends, and their HMAC-SHA256 under a key that only the market has: nothing of it is kept, and whoever has it may use it until then.
/// Thread-safe.
/// </remarks>
internal sealed class AccessTokens
{
    /// <summary>How much later than its end it is still taken, as clocks differ: a client's from the market's.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private const string KeyFile = "access.key";
    private const int KeyBytes = 32;
    private const int MaximumLength = 512;

    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <param name="directory">The market's directory: the key lies there, for its owner alone; made when it is not there.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MarketException">The key is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public AccessTokens(string directory, TimeProvider time)
    {
        _time = time;
        string path = Path.Combine(directory, KeyFile);
        if (!File.Exists(path))
        {
            // Not readable by others for a moment: it is made so.
            string temporary = DurableFile.TemporaryOf(path);
            File.Delete(temporary);
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (FileStream file = new(temporary, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
                file.Flush(flushToDisk: true);
            }

            DurableFile.Commit(temporary, path);
        }

        _key = File.ReadAllBytes(path);
        if (_key.Length != KeyBytes)
            throw new MarketException($"{path} has {_key.Length} bytes; it must have {KeyBytes}. Delete it, and addresses that were given out do not hold any more.");
    }

    /// <summary>Signs a text for a time: <c>END.SIGNATURE</c>.</summary>
    public string Sign(string text, DateTimeOffset until)
    {
        long end = until.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{end}.{Base64Url.EncodeToString(MacOf(text, end))}");
    }

    /// <summary>Why a signature of a text does not hold; null if it does.</summary>
    public string? FindFault(string text, string? signature)
    {
        if (signature is null || signature.Length > MaximumLength || signature.Split('.') is not [var endText, var macText]
            || !long.TryParse(endText, NumberStyles.None, CultureInfo.InvariantCulture, out long end) || end > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return "It is not signed.";
        }

        byte[] mac = new byte[HMACSHA256.HashSizeInBytes];
        if (!Base64Url.IsValid(macText) || !Base64Url.TryDecodeFromChars(macText, mac, out int length) || length != mac.Length
            || !CryptographicOperations.FixedTimeEquals(mac, MacOf(text, end)))
        {
            return "Its signature does not hold: something was changed, or it is of another market.";
        }

        return _time.GetUtcNow() <= DateTimeOffset.FromUnixTimeSeconds(end) + Skew
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"It was good until {DateTimeOffset.FromUnixTimeSeconds(end):u}. Ask for the list of files again.");
    }

    private byte[] MacOf(string text, long end) =>
        HMACSHA256.HashData(_key, System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{end}\n{text}")));
}
