using Npgsql;
using NpgsqlTypes;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Pipeline.Fleet;

/// <summary>The state of a fleet: units, nodes, checks and what is owed, in PostgreSQL.</summary>
/// <remarks>
/// <para>
/// Every step is one transaction, and any number of coordinators use one database. A lease is a unit's epoch: whoever has an older one has lost
/// it. Times are the database's. Two steps that wait for each other's rows are told apart by the database, and one runs again.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
internal sealed partial class FleetBook : IAsyncDisposable
{
    /// <summary>Default name of the schema that the tables are in.</summary>
    public const string DefaultSchema = "piwa";

    /// <summary>More than there are: limits are part of the text, up to 64 of each kind.</summary>
    private const int PreparedStatements = 256;

    private readonly NpgsqlDataSource _database;
    private readonly FleetRules _rules;
    private readonly Func<DateTimeOffset>? _clock;

    private FleetBook(NpgsqlDataSource database, FleetRules rules, Func<DateTimeOffset>? clock)
    {
        _database = database;
        _rules = rules;
        _clock = clock;
    }

    /// <summary>Assets of each unit that another node makes again.</summary>
    public int Samples => _rules.Samples;

    /// <summary>Opens a database, and brings it to this version.</summary>
    /// <param name="connection">How to reach it, as Npgsql reads it.</param>
    /// <param name="schema">The schema for the tables.</param>
    /// <param name="rules">How work is handed out.</param>
    /// <param name="clock">A clock in place of the database's, for simulations.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The connection cannot be read, or the rules are not valid.</exception>
    /// <exception cref="FleetDatabaseException">The database is away, refuses, or is of a later version.</exception>
    public static async Task<FleetBook> OpenAsync(
        string connection, string schema, FleetRules rules, Func<DateTimeOffset>? clock, CancellationToken cancellationToken)
    {
        rules.Validate();
        if (schema.Length is 0 or > 63 || schema.Any(letter => !(char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')))
            throw new ArgumentException($"'{schema}' cannot be a schema's name: a to z, 0 to 9 and _, 63 at most.", nameof(schema));

        // Statements are planned once: that was half of the server's work. Nothing is set beyond a transaction, so connections need no reset.
        var builder = new NpgsqlConnectionStringBuilder(connection)
        {
            SearchPath = schema,
            ApplicationName = "piwa",
            MaxAutoPrepare = PreparedStatements,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        };
        NpgsqlDataSource database = new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
        try
        {
            await FleetSchema.MigrateAsync(database, schema, cancellationToken).ConfigureAwait(false);
            return new FleetBook(database, rules, clock);
        }
        catch (NpgsqlException fault)
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw new FleetDatabaseException($"The fleet's database at {builder.Host}: {fault.Message}", fault);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>What was ordered; null if nothing was yet.</summary>
    public Task<byte[]?> FindOrderAsync(CancellationToken cancellationToken) => RunAsync(
        async session => (await session.ReadAsync("select content from orders", row => row.GetFieldValue<byte[]>(0)).ConfigureAwait(false)).SingleOrDefault(),
        cancellationToken);

    /// <summary>Orders something, unless something was.</summary>
    /// <param name="content">What.</param>
    /// <param name="units">Units of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task OrderAsync(byte[] content, long units, CancellationToken cancellationToken) => RunAsync(
        async session =>
        {
            if (await session.ExecuteAsync("insert into orders (content, units) values ($1, $2) on conflict do nothing", content, units).ConfigureAwait(false) == 1)
            {
                await session.ExecuteAsync("insert into units (unit) select generate_series(0, $1 - 1)", units).ConfigureAwait(false);
                await session.ExecuteAsync("analyze units").ConfigureAwait(false);
                await session.AuditAsync("ordered", null, null, $"{units} units").ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Enters units that the store has, whoever made them: a database may be younger than its store.</summary>
    /// <param name="units">Their numbers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were not known to be finished.</returns>
    public Task<int> ReconcileAsync(IReadOnlyCollection<long> units, CancellationToken cancellationToken) => RunAsync(
        async session =>
        {
            int found = await session.ExecuteAsync(
                "update units set state = 4, node = null, until = null where unit = any($1) and state in (0, 1)", (long[])[.. units]).ConfigureAwait(false);
            if (found > 0)
                await session.AuditAsync("reconciled", null, null, $"{found} units were in the store").ConfigureAwait(false);
            return found;
        },
        cancellationToken);

    /// <summary>Remembers a request.</summary>
    /// <param name="proof">Whose it is, and its nonce.</param>
    /// <param name="memory">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if it came before.</returns>
    public Task<bool> TryRememberAsync(RequestProof proof, TimeSpan memory, CancellationToken cancellationToken) =>
        RunAsync(session => RememberAsync(session, proof, memory), cancellationToken);

    /// <summary>Remembers a node's request, and meets the node: it joins if it may and is new.</summary>
    /// <param name="proof">Whose it is, and its nonce.</param>
    /// <param name="memory">For how long it is remembered.</param>
    /// <param name="device">What the node makes assets on; empty if it does not say.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the request is new; what there is to say against its node, null if it is welcome.</returns>
    public Task<(bool IsNew, string? Refusal)> AdmitAsync(RequestProof proof, TimeSpan memory, string device, CancellationToken cancellationToken) => RunAsync(
        async session => await RememberAsync(session, proof, memory).ConfigureAwait(false)
            ? (true, await MeetAsync(session, proof.Wallet, device).ConfigureAwait(false))
            : (false, null),
        cancellationToken);

    /// <summary>Lets a node in, or says what it may from here on.</summary>
    /// <param name="wallet">Its wallet.</param>
    /// <param name="change">What it may.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AllowAsync(PublicKey wallet, NodeChange change, CancellationToken cancellationToken) => RunAsync(
        async session =>
        {
            byte[] node = wallet.ToArray();
            await session.ExecuteAsync(
                """
                insert into nodes (wallet, joined, seen, stake, most_leases, barred, strikes, day_bytes)
                values ($1, fleet_time(), fleet_time(), coalesce($2, 0), coalesce($3, $5), case when $4 then 'by the operator' end, 0, $6)
                on conflict (wallet) do update set
                  stake = coalesce($2, nodes.stake), most_leases = coalesce($3, nodes.most_leases), day_bytes = coalesce($6, nodes.day_bytes),
                  barred = case when $4 is null then nodes.barred when $4 then 'by the operator' end,
                  strikes = case when $4 = false then 0 else nodes.strikes end
                """,
                node, Optional(change.Stake, NpgsqlDbType.Bigint), Optional(change.MostLeases, NpgsqlDbType.Integer),
                Optional(change.IsBarred, NpgsqlDbType.Boolean), _rules.NodeLeases, Optional(change.BytesPerDay, NpgsqlDbType.Bigint)).ConfigureAwait(false);
            if (change.IsBarred == true)
                await ReleaseAllAsync(session, node).ConfigureAwait(false);
            await session.AuditAsync("node changed", node, null, change.ToString()).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Meets a node: it joins if it may and is new.</summary>
    /// <returns>What there is to say against it; null if it is welcome.</returns>
    public Task<string?> MeetAsync(PublicKey wallet, string device, CancellationToken cancellationToken) =>
        RunAsync(session => MeetAsync(session, wallet, device), cancellationToken);

    private Task<T> RunAsync<T>(Func<FleetSession, Task<T>> work, CancellationToken cancellationToken) =>
        FleetSession.RunAsync(_database, _clock, work, cancellationToken);

    private static async Task<bool> RememberAsync(FleetSession session, RequestProof proof, TimeSpan memory)
    {
        byte[] nonce = Convert.FromHexString(proof.Nonce);
        int entered = await session.ExecuteAsync(
            "insert into requests (wallet, nonce, at) values ($1, $2, $3) on conflict do nothing", proof.Wallet.ToArray(), nonce, proof.Time.UtcDateTime)
            .ConfigureAwait(false);

        // Now and then, so that the table stays small: one nonce in 256 begins with a zero.
        if (nonce[0] == 0)
            await session.ExecuteAsync("delete from requests where at < $1", (proof.Time - memory).UtcDateTime).ConfigureAwait(false);
        return entered == 1;
    }

    private async Task<string?> MeetAsync(FleetSession session, PublicKey wallet, string device)
    {
        byte[] node = wallet.ToArray();
        List<string?> known = await session.ReadAsync(
            "update nodes set seen = fleet_time(), device = coalesce(nullif($2, ''), device) where wallet = $1 returning barred",
            row => row.IsDBNull(0) ? null : row.GetString(0), node, device).ConfigureAwait(false);
        if (known.Count > 0)
            return known[0] is { } why ? $"The node {wallet} gets no more work: {why}." : null;
        if (!_rules.IsOpen)
            return $"The node {wallet} is not known here. Ask the operator to let it in: piwa fleet allow {wallet}";
        await session.ExecuteAsync(
            "insert into nodes (wallet, joined, seen, device, most_leases) values ($1, fleet_time(), fleet_time(), $2, $3) on conflict do nothing",
            node, device, _rules.NodeLeases).ConfigureAwait(false);
        await session.AuditAsync("node joined", node, null, device).ConfigureAwait(false);
        return null;
    }

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static Task<int> ReleaseAllAsync(FleetSession session, byte[] node) => session.ExecuteAsync(
        """
        with units_back as (update units set state = 0, node = null, until = null where node = $1 and state = 1)
        update checks set node = null, until = null where node = $1 and answer is null
        """,
        node);
}
