using System.Globalization;
using System.Security.Cryptography;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Fleet;

/// <summary>Tickets for files that go through the coordinator: the path itself says which file, until when, and proves it.</summary>
/// <remarks>The secret is made of the operator's key, so that all coordinators of a fleet take each other's tickets. Thread-safe.</remarks>
internal sealed class FleetTickets
{
    private const int ProofBytes = 16;
    private readonly byte[] _secret;

    private FleetTickets(byte[] secret) => _secret = secret;

    public static async Task<FleetTickets> CreateAsync(ISigner operatorKey, CancellationToken cancellationToken)
    {
        // Ed25519 signs the same twice the same way; this signature is never shown.
        Signature signature = await operatorKey.SignAsync(
            OffchainMessage.Encode("piwa fleet: the secret of upload tickets; never to be signed for anybody"), cancellationToken).ConfigureAwait(false);
        return new FleetTickets(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(signature.ToString())));
    }

    /// <summary>The path of a ticket.</summary>
    public string Create(ContentHash file, long bytes, DateTimeOffset until)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{file}/{bytes}/{until.ToUnixTimeSeconds()}");
        return $"{FleetRoutes.Data}{text}/{ProofOf(text)}";
    }

    /// <summary>Reads a ticket.</summary>
    /// <returns>False if it is none, or too old.</returns>
    public bool TryRead(string path, DateTimeOffset now, out ContentHash file, out long bytes)
    {
        file = default;
        bytes = 0;
        string[] parts = path.StartsWith(FleetRoutes.Data, StringComparison.Ordinal) ? path[FleetRoutes.Data.Length..].Split('/') : [];
        return parts.Length == 4
            && CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.UTF8.GetBytes(ProofOf(string.Join('/', parts[..3]))), System.Text.Encoding.UTF8.GetBytes(parts[3]))
            && ContentHash.TryParse(parts[0], CultureInfo.InvariantCulture, out file)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out bytes)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long until)
            && now.ToUnixTimeSeconds() <= until;
    }

    private string ProofOf(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_secret, System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, ProofBytes));
}
