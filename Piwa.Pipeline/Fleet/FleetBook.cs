using Npgsql;
using NpgsqlTypes;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <summary>The state of a fleet: units, nodes, checks and what is owed, in PostgreSQL.</summary>
/// <remarks>
/// <para>
/// Every step is part of one transaction, which it may share with others of its kind (<see cref="FleetGroup{TAsk, TAnswer}"/>), and any number of
/// coordinators use one database. A lease is a unit's epoch: whoever has an older one has lost it. Times are the database's.
/// </para>
/// <para>
/// Rows are locked in one order: units by number, checks by unit, nodes by wallet. Where two transactions wait for each other all the same,
/// they are told apart by the database, and one runs again.
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

    // Of each kind of call one transaction is on its way at a time, and the next takes all calls that came meanwhile.
    private readonly FleetGroup<Admission, (bool IsNew, string? Refusal)> _admissions;
    private readonly FleetGroup<(PublicKey Node, int Most), IReadOnlyList<FleetLease>> _leases;
    private readonly FleetGroup<(PublicKey Node, FleetLease Lease), bool> _questions;
    private readonly FleetGroup<(PublicKey Node, IReadOnlyList<FleetLease> Leases, IReadOnlyList<FleetCheck> Checks), IReadOnlyList<FleetLease>> _renewals;
    private readonly FleetGroup<Finish, FinishOutcome> _finishes;
    private readonly FleetGroup<(PublicKey Node, int Most), IReadOnlyList<FleetCheck>> _checks;
    private readonly FleetGroup<(PublicKey Node, FleetCheck Check, byte[] Said), bool> _answers;
    private readonly FleetGroup<bool, (bool IsDone, bool IsOpen)> _stands;

    private FleetBook(NpgsqlDataSource database, FleetRules rules, Func<DateTimeOffset>? clock)
    {
        _database = database;
        _rules = rules;
        _clock = clock;
        _admissions = Group<Admission, (bool, string?)>(AdmitAllAsync);
        _leases = Group<(PublicKey, int), IReadOnlyList<FleetLease>>(LeaseAllAsync);
        _questions = Group<(PublicKey, FleetLease), bool>(HaveAllAsync);
        _renewals = Group<(PublicKey, IReadOnlyList<FleetLease>, IReadOnlyList<FleetCheck>), IReadOnlyList<FleetLease>>(RenewAllAsync);
        _finishes = Group<Finish, FinishOutcome>(FinishAllAsync);
        _checks = Group<(PublicKey, int), IReadOnlyList<FleetCheck>>(LeaseAllChecksAsync);
        _answers = Group<(PublicKey, FleetCheck, byte[]), bool>(AnswerAllAsync);
        _stands = Group<bool, (bool, bool)>(StandAsync);
    }

    /// <summary>Assets of each unit that another node makes again.</summary>
    public int Samples => _rules.Samples;

    private DateTimeOffset? Now => _clock?.Invoke();

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

    private Task<T> RunAsync<T>(Func<FleetSession, Task<T>> work, CancellationToken cancellationToken) =>
        FleetSession.RunAsync(_database, Now, work, cancellationToken);

    private FleetGroup<TAsk, TAnswer> Group<TAsk, TAnswer>(Func<FleetSession, IReadOnlyList<TAsk>, Task<IReadOnlyList<TAnswer>>> answer) => new(
        (asks, at) => FleetSession.RunAsync(_database, at, session => answer(session, asks), CancellationToken.None));

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static Task<int> ReleaseAllAsync(FleetSession session, byte[] node) => session.ExecuteAsync(
        """
        with units_back as (update units set state = 0, node = null, until = null where node = $1 and state = 1)
        update checks set node = null, until = null where node = $1 and answer is null
        """,
        node);
}
