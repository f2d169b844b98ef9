using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Piwa.Host.Serving;

/// <summary>A server's certificate with its key, and those between it and its root: clients know the root alone.</summary>
/// <param name="Leaf">The certificate.</param>
/// <param name="Chain">All certificates of its file.</param>
internal sealed record ServerCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain) : IDisposable
{
    /// <summary>Reads it.</summary>
    /// <param name="chain">File of the certificate and those behind it, in PEM; null for none.</param>
    /// <param name="key">File of its private key, in PEM.</param>
    /// <returns>Null where neither is given.</returns>
    /// <exception cref="ArgumentException">One of the two is missing, or they are none, or do not belong together.</exception>
    public static ServerCertificate? Read(string? chain, string? key)
    {
        if (chain is null && key is null)
            return null;
        if (chain is null || key is null)
            throw new ArgumentException("--certificate and --certificate-key belong together.");
        try
        {
            X509Certificate2Collection all = [];
            all.ImportFromPemFile(chain);
            return new ServerCertificate(X509Certificate2.CreateFromPemFile(chain, key), all);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new ArgumentException($"--certificate {chain} and --certificate-key {key}: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leaf.Dispose();
        foreach (X509Certificate2 certificate in Chain)
            certificate.Dispose();
    }
}
