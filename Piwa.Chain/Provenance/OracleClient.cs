using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Chain.Provenance;

/// <summary>An oracle in another process, over HTTP with signed requests.</summary>
/// <remarks>
/// A request that fails for want of an answer is signed anew and sent again after a pause: submitting and signing twice does no harm. The
/// oracle's signatures are verified before they are used. Safe to use from several threads. Whoever opens it disposes it.
/// </remarks>
public sealed class OracleClient : IOracle
{
    private readonly PublicKey? _expected;
    private readonly RequestClient _requests;

    private OracleClient(OracleClientOptions options)
    {
        _expected = options.ExpectedKey;
        _requests = new RequestClient(options);
    }

    /// <inheritdoc/>
    public PublicKey Address { get; private set; }

    /// <summary>Asks an oracle for its address.</summary>
    /// <param name="options">How to reach it; copied.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="OracleException">It cannot be reached, or it has another key than it should.</exception>
    public static async Task<OracleClient> OpenAsync(OracleClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        OracleClient client = new(options);
        try
        {
            await client.LearnAddressAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<OracleVerdict> SubmitAsync(ShardSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        WireVerdict verdict = await AskAsync(
            OracleRoutes.Shards, SubmissionCodec.Encode(submission), OracleJson.Default.WireVerdict, cancellationToken).ConfigureAwait(false);
        return verdict.Approved == (verdict.Findings.Count == 0)
            ? new OracleVerdict(verdict.Findings, verdict.Sampled, verdict.Duplicates)
            : throw NoOracle("its verdict contradicts itself.");
    }

    /// <inheritdoc/>
    public async ValueTask<Signature> SignAsync(
        PublicKey wallet, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        if (wallet != _requests.Wallet.PublicKey)
            throw new ArgumentException($"The requests are those of {_requests.Wallet.PublicKey}, not of {wallet}.", nameof(wallet));
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new WireMessage(message.ToArray()), OracleJson.Default.WireMessage);
        WireSignature answer = await AskAsync(
            OracleRoutes.Signatures, body, OracleJson.Default.WireSignature, cancellationToken).ConfigureAwait(false);
        return Signature.TryParse(answer.Signature, out Signature signature) && SignatureVerifier.Verify(Address, message.Span, signature)
            ? signature
            : throw NoOracle($"its signature is not one of {Address} over this message.");
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();

    private async Task LearnAddressAsync(CancellationToken cancellationToken)
    {
        WireOracle oracle = await AskAsync(
            OracleRoutes.Oracle, body: null, OracleJson.Default.WireOracle, cancellationToken).ConfigureAwait(false);
        if (!PublicKey.TryParse(oracle.Address, out PublicKey address))
            throw NoOracle("it has no address.");
        if (_expected is { } expected && expected != address)
        {
            throw new OracleException(
                OracleErrorKind.Refused, $"{_requests.Name} is {address}; the data set was begun with {expected}.");
        }

        Address = address;
        _requests.SignFor(address);
    }

    private async ValueTask<T> AskAsync<T>(string path, byte[]? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await _requests.AskAsync(path, body, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestException fault)
        {
            OracleErrorKind kind = fault.Status switch
            {
                HttpStatusCode.Unauthorized => OracleErrorKind.Unauthorized,
                HttpStatusCode.Forbidden => OracleErrorKind.Refused,
                HttpStatusCode.Conflict => OracleErrorKind.Unavailable,
                _ when fault.IsTransient => OracleErrorKind.Unavailable,
                _ => OracleErrorKind.Malformed,
            };
            throw new OracleException(kind, fault.Message, fault);
        }
    }

    private OracleException NoOracle(string problem) =>
        new(OracleErrorKind.Malformed, $"What answers for {_requests.Name} is no oracle of this kind: {problem}");
}
