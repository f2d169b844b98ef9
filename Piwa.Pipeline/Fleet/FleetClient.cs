using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Fleet;

/// <summary>A coordinator in another process, over HTTP with signed requests: what a node of its fleet asks.</summary>
/// <remarks>Safe to use from several threads. Whoever opens it disposes it.</remarks>
public sealed class FleetClient : IDisposable
{
    /// <summary>The longest answer: a status of ten thousand nodes.</summary>
    private const int MaximumAnswerBytes = 1 << 24;

    private readonly RequestClient _requests;

    private FleetClient(RequestClient requests, PublicKey address, WorkOrder order, TimeSpan leaseTime) =>
        (_requests, Address, Order, LeaseTime) = (requests, address, order, leaseTime);

    /// <summary>The operator's address, who owns the assets.</summary>
    public PublicKey Address { get; }

    /// <summary>What the fleet makes.</summary>
    public WorkOrder Order { get; }

    /// <summary>How long a lease lasts unless it is renewed.</summary>
    public TimeSpan LeaseTime { get; }

    /// <summary>The coordinator, for messages.</summary>
    public string Name => _requests.Name;

    /// <summary>The node's wallet.</summary>
    internal ISigner Wallet => _requests.Wallet;

    /// <summary>Asks a coordinator what its fleet makes.</summary>
    /// <param name="address">Its http or https address.</param>
    /// <param name="wallet">The node's wallet, which signs the requests; not disposed.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    /// <exception cref="RequestException">It cannot be reached, or is no coordinator that this Piwa can work for.</exception>
    public static async Task<FleetClient> OpenAsync(Uri address, ISigner wallet, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        RequestClient requests = new(new RequestClientOptions
        {
            Address = address,
            Wallet = wallet,
            Name = "the coordinator",
            MaximumAnswerBytes = MaximumAnswerBytes,
            TimeProvider = clock,
        });
        try
        {
            WireFleet fleet = await requests.AskAsync(FleetRoutes.Fleet, null, FleetJson.Default.WireFleet, cancellationToken).ConfigureAwait(false);
            if (!PublicKey.TryParse(fleet.Address, out PublicKey key) || fleet.LeaseSeconds < 1)
                throw new RequestException(HttpStatusCode.OK, $"What answers for {requests.Name} is no coordinator.");
            var order = new WorkOrder(CampaignFile.Parse(fleet.Campaign, $"the campaign of {requests.Name}"), fleet.Assets);
            order.Validate();
            requests.SignFor(key);
            return new FleetClient(requests, key, order, TimeSpan.FromSeconds(fleet.LeaseSeconds));
        }
        catch (Exception fault) when (fault is ManifestException or ArgumentException)
        {
            requests.Dispose();
            throw new RequestException(HttpStatusCode.OK, fault.Message, fault);
        }
        catch
        {
            requests.Dispose();
            throw;
        }
    }

    /// <summary>Where the fleet stands.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">There is no answer.</exception>
    public ValueTask<FleetStatus> StatusAsync(CancellationToken cancellationToken = default) =>
        _requests.AskAsync(FleetRoutes.Status, null, FleetJson.Default.FleetStatus, cancellationToken);

    /// <summary>
    /// What the fleet has found of a node's work, signed by the operator; whether the signature holds, <see cref="SignedValidationRecord.Open"/>
    /// tells.
    /// </summary>
    /// <param name="node">The node's wallet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">There is no answer, or the node is not known.</exception>
    public ValueTask<SignedValidationRecord> RecordAsync(PublicKey node, CancellationToken cancellationToken = default) =>
        _requests.AskAsync(FleetRoutes.RecordOf(node), null, FleetJson.Default.SignedValidationRecord, cancellationToken);

    /// <summary>The fleet's strikes as verdicts that its operator has signed, what was last first; whether a signature holds,
    /// <see cref="SignedShardVerdict.Open"/> tells.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">There is no answer.</exception>
    public ValueTask<IReadOnlyList<SignedShardVerdict>> VerdictsAsync(CancellationToken cancellationToken = default) =>
        _requests.AskAsync(FleetRoutes.Verdicts, null, FleetJson.Default.IReadOnlyListSignedShardVerdict, cancellationToken);

    /// <summary>Says what a node may; only the operator's wallet can.</summary>
    /// <param name="node">The node's wallet.</param>
    /// <param name="change">What it may.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">There is no answer, or a refusal.</exception>
    public async Task AllowAsync(PublicKey node, NodeChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        await AskAsync(
            FleetRoutes.Nodes, new WireNode(node.ToString(), change), FleetJson.Default.WireNode, FleetJson.Default.WireDone, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();

    internal ValueTask<WireWork> AskForWorkAsync(int units, int checks, string device, CancellationToken cancellationToken) => AskAsync(
        FleetRoutes.Work, new WireAsk(units, checks, device), FleetJson.Default.WireAsk, FleetJson.Default.WireWork, cancellationToken);

    internal async Task<IReadOnlyList<FleetLease>> RenewAsync(
        IReadOnlyList<FleetLease> leases, IReadOnlyList<FleetCheck> checks, CancellationToken cancellationToken) => (await AskAsync(
        FleetRoutes.Renewals, new WireLeases(leases, checks), FleetJson.Default.WireLeases, FleetJson.Default.WireLeases, cancellationToken)
        .ConfigureAwait(false)).Leases;

    internal async Task ReleaseAsync(IReadOnlyList<FleetLease> leases, CancellationToken cancellationToken) => await AskAsync(
        FleetRoutes.Releases, new WireLeases(leases, []), FleetJson.Default.WireLeases, FleetJson.Default.WireDone, cancellationToken).ConfigureAwait(false);

    /// <summary>Puts a shard where the coordinator says.</summary>
    /// <returns>False if the lease is another's.</returns>
    internal async Task<bool> UploadAsync(FleetLease lease, ShardRecord record, string path, CancellationToken cancellationToken)
    {
        try
        {
            UploadTicket ticket = await AskAsync(
                FleetRoutes.Uploads, new WireUpload(lease, record.Bytes, record.FileHash), FleetJson.Default.WireUpload, FleetJson.Default.UploadTicket,
                cancellationToken).ConfigureAwait(false);
            if (ticket.Address is { } address)
                await PutAsync(new Uri(address, UriKind.RelativeOrAbsolute), path, ticket.Headers, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestException fault) when (fault.Status == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    internal async Task<FinishOutcome> FinishAsync(
        FleetLease lease, ShardSubmission submission, IReadOnlyList<DeadLetterRecord> dead, CancellationToken cancellationToken) => (await AskAsync(
            FleetRoutes.Units, new WireFinished(lease, SubmissionCodec.Encode(submission), dead), FleetJson.Default.WireFinished,
            FleetJson.Default.WireOutcome, cancellationToken).ConfigureAwait(false)).Outcome;

    /// <summary>Says what samples come down to.</summary>
    /// <returns>False if nobody asks any more.</returns>
    internal async Task<bool> AnswerAsync(FleetCheck check, byte[] digests, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(FleetRoutes.Checks, new WireAnswer(check, digests), FleetJson.Default.WireAnswer, FleetJson.Default.WireDone, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (RequestException fault) when (fault.Status == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    /// <summary>Puts a file, at the coordinator or in a bucket that it has signed an address of.</summary>
    private async Task PutAsync(Uri target, string path, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (target.IsAbsoluteUri && _requests.IsSecure && target.Scheme != Uri.UriSchemeHttps && !target.IsLoopback)
            throw new RequestException(HttpStatusCode.OK, $"{_requests.Name} sends the shard to {target.Host} without TLS. Nothing was sent.");
        try
        {
            await _requests.PutFileAsync(target, path, headers, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestException fault) when (target.IsAbsoluteUri && fault.Status == HttpStatusCode.PreconditionFailed)
        {
            // An attempt whose answer was lost has put it. If it was something else, the coordinator says so.
        }
    }

    private ValueTask<TAnswer> AskAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken) =>
        _requests.AskAsync(path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), answerType, cancellationToken);
}
