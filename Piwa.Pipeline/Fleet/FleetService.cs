using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;

namespace Piwa.Pipeline.Fleet;

/// <summary>A coordinator for requests over HTTP, of which it knows method, path, the header <c>Authorization</c> and body.</summary>
/// <remarks>
/// <para>Anybody: <c>GET /v1/fleet</c>, <c>GET /v1/status</c>, <c>GET /v1/nodes/WALLET/record</c>, <c>GET /v1/verdicts</c>. Who has a ticket: <c>PUT /v1/data/...</c>.</para>
/// <para>
/// A node, for itself and its own leases, signed (<see cref="RequestVerifier"/>): <c>POST</c> to <c>/v1/work</c>, <c>/v1/renewals</c>,
/// <c>/v1/releases</c>, <c>/v1/uploads</c>, <c>/v1/units</c>, <c>/v1/checks</c>. The operator, signed: <c>POST /v1/nodes</c>.
/// </para>
/// <para>Safe to use from several threads. The coordinator stays its owner's.</para>
/// </remarks>
public sealed class FleetService : IDisposable
{
    /// <summary>The longest body but a shard's: a unit of 131,072 assets.</summary>
    public const int MaximumBodyBytes = 96 * 1024 * 1024;

    /// <summary>Units or checks that are given at once.</summary>
    private const int MostAtOnce = 64;

    /// <summary>Verdicts that are told of: they fit an answer.</summary>
    private const int MostVerdicts = 10_000;

    /// <summary>Anybody may ask where the fleet stands, and counting a million units takes its time: what is told may be so old.</summary>
    private static readonly TimeSpan StatusAge = TimeSpan.FromSeconds(1);

    /// <summary>Strikes are rare, and signing all of them anew is not for each who asks.</summary>
    private static readonly TimeSpan VerdictsAge = TimeSpan.FromSeconds(10);

    private readonly FleetCoordinator _coordinator;
    private readonly RequestVerifier _requests;
    private readonly SemaphoreSlim _counting = new(1, 1);
    private (long At, RequestReply Reply)? _status;
    private (long At, RequestReply Reply)? _verdicts;

    /// <summary>Creates a service.</summary>
    /// <param name="coordinator">The coordinator; not disposed.</param>
    public FleetService(FleetCoordinator coordinator)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        _coordinator = coordinator;
        _requests = new RequestVerifier(coordinator.Address, coordinator.Clock);
    }

    /// <inheritdoc/>
    public void Dispose() => _counting.Dispose();

    /// <summary>Answers a request.</summary>
    /// <param name="method">The method, in capitals.</param>
    /// <param name="path">The path.</param>
    /// <param name="authorization">The header <c>Authorization</c>; null if there is none.</param>
    /// <param name="body">The body, of at most <see cref="MaximumBodyBytes"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RequestReply> AnswerAsync(
        string method, string path, string? authorization, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        return GuardAsync(() => AnswerKnownAsync(method, path, authorization, body, cancellationToken));
    }

    /// <summary>Takes a shard that comes with a ticket.</summary>
    /// <param name="path">The path that it is put at.</param>
    /// <param name="length">Its length, as is said; null if it is not.</param>
    /// <param name="body">The shard.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RequestReply> TakeAsync(string path, long? length, Stream body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(body);
        return GuardAsync(async () =>
        {
            await _coordinator.TakeAsync(path, length, body, cancellationToken).ConfigureAwait(false);
            return RequestReply.Of(new WireDone(), FleetJson.Default.WireDone);
        });
    }

    /// <summary>Whether a path is one that a shard is put at.</summary>
    /// <param name="path">The path.</param>
    public static bool TakesFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.StartsWith(FleetRoutes.Data, StringComparison.Ordinal);
    }

    private static async Task<RequestReply> GuardAsync(Func<Task<RequestReply>> answer)
    {
        try
        {
            return await answer().ConfigureAwait(false);
        }
        catch (FleetRefusal refusal)
        {
            return RequestReply.Refuse(refusal.Status, refusal.Message);
        }
        catch (Exception fault) when (fault is JsonException or OracleException or ArgumentException or FormatException)
        {
            return RequestReply.Refuse(HttpStatusCode.BadRequest, fault.Message);
        }
        catch (FleetDatabaseException fault)
        {
            return RequestReply.Refuse(HttpStatusCode.ServiceUnavailable, fault.Message);
        }
    }

    private async Task<RequestReply> AnswerKnownAsync(
        string method, string path, string? authorization, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        bool isRead = path is FleetRoutes.Fleet or FleetRoutes.Status or FleetRoutes.Verdicts;
        if (method == HttpMethod.Get.Method && path == FleetRoutes.Verdicts)
            return await VerdictsAsync(cancellationToken).ConfigureAwait(false);
        if (method == HttpMethod.Get.Method && isRead)
        {
            return path == FleetRoutes.Fleet
                ? RequestReply.Of(
                    new WireFleet(
                        _coordinator.Address.ToString(), _coordinator.CampaignBytes.ToArray(), _coordinator.Order.Assets,
                        _coordinator.Rules.LeaseTime.TotalSeconds),
                    FleetJson.Default.WireFleet)
                : await StatusAsync(cancellationToken).ConfigureAwait(false);
        }

        if (FleetRoutes.TryReadRecorded(path, out PublicKey node))
        {
            return method == HttpMethod.Get.Method
                ? await RecordAsync(node, cancellationToken).ConfigureAwait(false)
                : RequestReply.Refuse(HttpStatusCode.MethodNotAllowed, "GET it.");
        }

        if (path is not (FleetRoutes.Work or FleetRoutes.Renewals or FleetRoutes.Releases or FleetRoutes.Uploads or FleetRoutes.Units
            or FleetRoutes.Checks or FleetRoutes.Nodes))
        {
            return RequestReply.Refuse(isRead ? HttpStatusCode.MethodNotAllowed : HttpStatusCode.NotFound, "There is nothing here.");
        }

        if (method != HttpMethod.Post.Method)
            return RequestReply.Refuse(HttpStatusCode.MethodNotAllowed, "POST it.");
        RequestFault fault = _requests.Examine(method, path, authorization, body.Span, out RequestProof proof);
        if (fault != RequestFault.None)
            return RequestReply.Refuse(fault, "coordinator");
        FleetBook book = _coordinator.Book;
        if (path == FleetRoutes.Nodes)
        {
            return await book.TryRememberAsync(proof, 2 * _requests.Window, cancellationToken).ConfigureAwait(false)
                ? await AllowAsync(proof.Wallet, body, cancellationToken).ConfigureAwait(false)
                : RequestReply.Refuse(RequestFault.Replayed, "coordinator");
        }

        WireAsk? ask = path == FleetRoutes.Work ? Read(body, FleetJson.Default.WireAsk) : null;
        string device = ask is null ? "" : ProofOfRender.DeviceName(ask.Device);
        (bool isNew, string? refusal) = await book.AdmitAsync(proof, 2 * _requests.Window, device, cancellationToken).ConfigureAwait(false);
        if (!isNew)
            return RequestReply.Refuse(RequestFault.Replayed, "coordinator");
        return refusal is null
            ? await ServeNodeAsync(proof.Wallet, path, ask, body, cancellationToken).ConfigureAwait(false)
            : throw new FleetRefusal(HttpStatusCode.Forbidden, refusal);
    }

    private async Task<RequestReply> RecordAsync(PublicKey node, CancellationToken cancellationToken) =>
        await _coordinator.FindRecordAsync(node, cancellationToken).ConfigureAwait(false) is { } record
            ? RequestReply.Of(record, FleetJson.Default.SignedValidationRecord)
            : throw new FleetRefusal(HttpStatusCode.NotFound, $"The node {node} is not known here.");

    /// <remarks>Signing ten thousand takes a second: one at a time, and as old as a status may be.</remarks>
    private async Task<RequestReply> VerdictsAsync(CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_verdicts is not { } last || _coordinator.Clock.GetElapsedTime(last.At) > VerdictsAge)
            {
                IReadOnlyList<SignedShardVerdict> verdicts = await _coordinator.VerdictsAsync(MostVerdicts, cancellationToken).ConfigureAwait(false);
                _verdicts = last = (_coordinator.Clock.GetTimestamp(), RequestReply.Of(verdicts, FleetJson.Default.IReadOnlyListSignedShardVerdict));
            }

            return last.Reply;
        }
        finally
        {
            _counting.Release();
        }
    }

    private async Task<RequestReply> StatusAsync(CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_status is not { } last || _coordinator.Clock.GetElapsedTime(last.At) > StatusAge)
            {
                FleetStatus status = await _coordinator.StatusAsync(cancellationToken).ConfigureAwait(false);
                _status = last = (_coordinator.Clock.GetTimestamp(), RequestReply.Of(status, FleetJson.Default.FleetStatus));
            }

            return last.Reply;
        }
        finally
        {
            _counting.Release();
        }
    }

    private async Task<RequestReply> AllowAsync(PublicKey wallet, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (wallet != _coordinator.Address)
            throw new FleetRefusal(HttpStatusCode.Forbidden, $"Only the operator, {_coordinator.Address}, says what nodes may.");
        WireNode node = Read(body, FleetJson.Default.WireNode);
        await _coordinator.AllowAsync(PublicKey.Parse(node.Wallet), node.Change, cancellationToken).ConfigureAwait(false);
        return RequestReply.Of(new WireDone(), FleetJson.Default.WireDone);
    }

    private async Task<RequestReply> ServeNodeAsync(
        PublicKey wallet, string path, WireAsk? ask, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        switch (path)
        {
            case FleetRoutes.Work:
                ask = ask! with { Units = Math.Clamp(ask.Units, 0, MostAtOnce), Checks = Math.Clamp(ask.Checks, 0, MostAtOnce) };
                return RequestReply.Of(await _coordinator.GiveAsync(wallet, ask, cancellationToken).ConfigureAwait(false), FleetJson.Default.WireWork);
            case FleetRoutes.Renewals:
                WireLeases held = HeldOf(body);
                IReadOnlyList<FleetLease> kept = await _coordinator.Book.RenewAsync(wallet, held.Leases, held.Checks, cancellationToken).ConfigureAwait(false);
                return RequestReply.Of(held with { Leases = kept }, FleetJson.Default.WireLeases);
            case FleetRoutes.Releases:
                await _coordinator.Book.ReleaseAsync(wallet, HeldOf(body).Leases, cancellationToken).ConfigureAwait(false);
                return RequestReply.Of(new WireDone(), FleetJson.Default.WireDone);
            case FleetRoutes.Uploads:
                UploadTicket ticket = await _coordinator.TicketAsync(wallet, Read(body, FleetJson.Default.WireUpload), cancellationToken).ConfigureAwait(false);
                return RequestReply.Of(ticket, FleetJson.Default.UploadTicket);
            case FleetRoutes.Units:
                FinishOutcome outcome = await _coordinator.FinishAsync(wallet, Read(body, FleetJson.Default.WireFinished), cancellationToken).ConfigureAwait(false);
                return RequestReply.Of(new WireOutcome(outcome), FleetJson.Default.WireOutcome);
            default:
                WireAnswer answer = Read(body, FleetJson.Default.WireAnswer);
                return await _coordinator.Book.AnswerAsync(wallet, answer.Check, answer.Digests, cancellationToken).ConfigureAwait(false)
                    ? RequestReply.Of(new WireDone(), FleetJson.Default.WireDone)
                    : RequestReply.Refuse(HttpStatusCode.Conflict, $"Nobody asks this node for check {answer.Check.Round} of unit {answer.Check.Unit} any more.");
        }
    }

    private static WireLeases HeldOf(ReadOnlyMemory<byte> body)
    {
        WireLeases held = Read(body, FleetJson.Default.WireLeases);
        int count = held.Leases.Count + held.Checks.Count;
        return count <= MostAtOnce * MostAtOnce ? held : throw new JsonException($"{count} leases are more than a node has.");
    }

    private static T Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body.Span, type) ?? throw new JsonException("The body is null.");
}
