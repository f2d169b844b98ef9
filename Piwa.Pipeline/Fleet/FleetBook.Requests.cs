using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Pipeline.Fleet;

/// <content>Requests are remembered, and their nodes met.</content>
internal sealed partial class FleetBook
{
    /// <summary>When a node was last heard of is written down no more often than this: each request would write its row again.</summary>
    private static readonly TimeSpan SeenGrain = TimeSpan.FromSeconds(5);

    /// <summary>Remembers a request.</summary>
    /// <param name="proof">Whose it is, and its nonce.</param>
    /// <param name="memory">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if it came before.</returns>
    public Task<bool> TryRememberAsync(RequestProof proof, TimeSpan memory, CancellationToken cancellationToken) =>
        RunAsync(async session => (await RememberAsync(session, [new Admission(proof, memory, "")]).ConfigureAwait(false)).Count == 1, cancellationToken);

    /// <summary>Remembers a node's request, and meets the node: it joins if it may and is new.</summary>
    /// <param name="proof">Whose it is, and its nonce.</param>
    /// <param name="memory">For how long it is remembered.</param>
    /// <param name="device">What the node makes assets on; empty if it does not say.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the request is new; what there is to say against its node, null if it is welcome.</returns>
    public Task<(bool IsNew, string? Refusal)> AdmitAsync(RequestProof proof, TimeSpan memory, string device, CancellationToken cancellationToken) =>
        _admissions.AskAsync(new Admission(proof, memory, device), Now, cancellationToken);

    /// <summary>Meets a node: it joins if it may and is new.</summary>
    /// <returns>What there is to say against it; null if it is welcome.</returns>
    public Task<string?> MeetAsync(PublicKey wallet, string device, CancellationToken cancellationToken) =>
        RunAsync(async session => (await MeetAsync(session, [(wallet, device)]).ConfigureAwait(false))[wallet], cancellationToken);

    private async Task<IReadOnlyList<(bool IsNew, string? Refusal)>> AdmitAllAsync(FleetSession session, IReadOnlyList<Admission> asks)
    {
        HashSet<int> fresh = await RememberAsync(session, asks).ConfigureAwait(false);
        (PublicKey, string)[] nodes =
        [
            .. asks.Where((_, i) => fresh.Contains(i)).GroupBy(ask => ask.Proof.Wallet)
                .Select(of => (of.Key, of.Select(ask => ask.Device).LastOrDefault(device => device.Length > 0) ?? "")),
        ];
        Dictionary<PublicKey, string?> met = nodes.Length == 0 ? [] : await MeetAsync(session, nodes).ConfigureAwait(false);
        return [.. asks.Select((ask, i) => fresh.Contains(i) ? (true, met[ask.Proof.Wallet]) : (false, null))];
    }

    /// <summary>Remembers requests.</summary>
    /// <returns>Indices of those that did not come before: of several that are the same, of the first.</returns>
    private static async Task<HashSet<int>> RememberAsync(FleetSession session, IReadOnlyList<Admission> asks)
    {
        HashSet<(PublicKey, string)> entered =
        [
            .. await session.ReadAsync(
                """
                insert into requests (wallet, nonce, at) select * from unnest($1::bytea[], $2::bytea[], $3::timestamptz[]) order by 1, 2
                on conflict do nothing returning wallet, nonce
                """,
                row => (new PublicKey(row.GetFieldValue<byte[]>(0)), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(1))),
                (byte[][])[.. asks.Select(ask => ask.Proof.Wallet.ToArray())], (byte[][])[.. asks.Select(ask => Convert.FromHexString(ask.Proof.Nonce))],
                (DateTime[])[.. asks.Select(ask => ask.Proof.Time.UtcDateTime)]).ConfigureAwait(false),
        ];

        // Now and then, so that the table stays small: one nonce in 256 begins with a zero.
        if (asks.Where(ask => ask.Proof.Nonce.StartsWith("00", StringComparison.Ordinal)).Max(ask => (DateTimeOffset?)(ask.Proof.Time - ask.Memory)) is { } oldest)
            await session.ExecuteAsync("delete from requests where at < $1", oldest.UtcDateTime).ConfigureAwait(false);
        return [.. asks.Index().Where(ask => entered.Remove((ask.Item.Proof.Wallet, ask.Item.Proof.Nonce.ToLowerInvariant()))).Select(ask => ask.Index)];
    }

    /// <summary>Meets nodes, each once.</summary>
    /// <returns>What there is to say against each.</returns>
    private async Task<Dictionary<PublicKey, string?>> MeetAsync(FleetSession session, (PublicKey Wallet, string Device)[] nodes)
    {
        byte[][] wallets = [.. nodes.Select(node => node.Wallet.ToArray())];
        Dictionary<PublicKey, string?> barred = (await session.ReadAsync(
            """
            with here as (
                select nodes.wallet, coalesce(nullif(said.device, ''), nodes.device) as device
                from nodes join unnest($1::bytea[], $2::text[]) as said (wallet, device) on said.wallet = nodes.wallet
                where seen < fleet_time() - $3 or said.device not in ('', nodes.device) order by wallet for update of nodes),
              noted as (update nodes set seen = fleet_time(), device = here.device from here where nodes.wallet = here.wallet)
            select wallet, barred from nodes where wallet = any($1)
            """,
            row => (Wallet: new PublicKey(row.GetFieldValue<byte[]>(0)), Barred: row.IsDBNull(1) ? null : row.GetString(1)),
            wallets, (string[])[.. nodes.Select(node => node.Device)], SeenGrain).ConfigureAwait(false)).ToDictionary(node => node.Wallet, node => node.Barred);
        Dictionary<PublicKey, string?> refusals = [];
        foreach ((PublicKey wallet, string device) in nodes)
        {
            if (barred.TryGetValue(wallet, out string? why))
                refusals[wallet] = why is null ? null : $"The node {wallet} gets no more work: {why}.";
            else if (_rules.IsOpen)
                refusals[wallet] = await JoinAsync(session, wallet, device).ConfigureAwait(false);
            else
                refusals[wallet] = $"The node {wallet} is not known here. Ask the operator to let it in: piwa fleet allow {wallet}";
        }

        return refusals;
    }

    private async Task<string?> JoinAsync(FleetSession session, PublicKey wallet, string device)
    {
        byte[] node = wallet.ToArray();
        await session.ExecuteAsync(
            "insert into nodes (wallet, joined, seen, device, most_leases) values ($1, fleet_time(), fleet_time(), $2, $3) on conflict do nothing",
            node, device, _rules.NodeLeases).ConfigureAwait(false);
        await session.AuditAsync("node joined", node, null, device).ConfigureAwait(false);
        return null;
    }

    /// <summary>A request, and what its node makes assets on; empty if it does not say.</summary>
    private readonly record struct Admission(RequestProof Proof, TimeSpan Memory, string Device);
}
