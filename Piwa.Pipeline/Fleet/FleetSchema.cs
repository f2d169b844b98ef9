using Npgsql;

namespace Piwa.Pipeline.Fleet;

/// <summary>The tables of a fleet, and how they came to be.</summary>
internal static class FleetSchema
{
    /// <summary>Of all who migrate at once one does; any number that others are not likely to lock.</summary>
    private const long MigrationLock = 0x7069_7761_666c_6565;

    /// <summary>Steps, each run once, in order. What has been released is not changed: a new step is added.</summary>
    private static readonly string[] Steps =
    [
        """
        -- The database's clock counts: those of coordinators differ. A session can have another, for simulations.
        create function fleet_time() returns timestamptz language sql stable as
          $$ select coalesce(nullif(current_setting('piwa.time', true), '')::timestamptz, clock_timestamp()) $$;

        -- What is to be made: one row.
        create table orders (
          id boolean primary key default true check (id),
          content bytea not null, units bigint not null check (units > 0));

        create table nodes (
          wallet bytea primary key check (length(wallet) = 32),
          joined timestamptz not null, seen timestamptz not null,
          device text not null default '',
          stake bigint not null default 0 check (stake >= 0),
          most_leases int not null check (most_leases > 0),
          pass double precision not null default 0,        -- units taken by weight: who has the least is next
          asked timestamptz,                               -- when it was told to wait, unless it was served since
          served timestamptz,                              -- when it last got a unit
          strikes int not null default 0, barred text,     -- why, if it is
          units bigint not null default 0, assets bigint not null default 0,
          sampled bigint not null default 0, equal bigint not null default 0,
          checks bigint not null default 0, lapsed bigint not null default 0);
        create index nodes_waiting on nodes (pass) where asked is not null;

        create table units (
          unit bigint primary key,
          state smallint not null default 0,
          epoch int not null default 0,                    -- how often it was leased: the fencing token
          node bytea, until timestamptz,
          made bytea, identity bytea) with (fillfactor = 80);
        create index units_open on units (unit) where state = 0;
        create index units_leased on units (until) where state = 1;
        create index units_of_node on units (node) where state = 1;
        create index units_made on units (unit) where state = 2;
        create index units_agreed on units (unit) where state = 3;

        create table checks (
          unit bigint not null, epoch int not null, round int not null,
          maker bytea not null, samples bigint[] not null, expected bytea not null,
          node bytea, until timestamptz, answer bytea,
          primary key (unit, epoch, round));
        create index checks_open on checks (unit) where answer is null;

        -- What is owed: a unit is paid for once, however often it is finished.
        create table credits (
          unit bigint not null, kind smallint not null, node bytea not null, assets int not null, at timestamptz not null,
          primary key (unit, kind, node));
        create unique index credits_of_makers on credits (unit) where kind = 0;

        create table audit (
          id bigint generated always as identity primary key,
          at timestamptz not null, node bytea, what text not null, unit bigint, detail text not null default '');

        create table requests (wallet bytea not null, nonce bytea not null, at timestamptz not null, primary key (wallet, nonce));
        create index requests_by_time on requests (at);
        """,
        """
        -- Checks that nobody has are found without passing by those that somebody is at: of ten thousand nodes these are as many.
        drop index checks_open;
        create index checks_free on checks (unit) where answer is null and node is null;
        create index checks_leased on checks (until) where answer is null and node is not null;

        -- What is looked for stands at the front of its index, and so does what was found before, until it is swept away: often.
        alter table units set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
        alter table checks set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
        alter table nodes set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000);
        alter table requests set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 20000);
        """,
        """
        -- All of it is stable now, the time of the statement: it is planned into statements, and not called for each row.
        create or replace function fleet_time() returns timestamptz language sql stable as
          $$ select coalesce(nullif(current_setting('piwa.time', true), '')::timestamptz, statement_timestamp()) $$;

        -- Who asks for a node's units, by state and node, is not to find this index too: just after the start it is taken for empty, and is not.
        -- What is leased has an end, and nothing else has.
        drop index units_leased;
        create index units_leased on units (until) where until is not null;
        """,
    ];

    /// <summary>Brings a schema to this version.</summary>
    /// <exception cref="FleetDatabaseException">It is of a later version.</exception>
    public static async Task MigrateAsync(NpgsqlDataSource database, string schema, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await RunAsync($"select pg_advisory_xact_lock({MigrationLock})").ConfigureAwait(false);
                await RunAsync($"create schema if not exists \"{schema}\"").ConfigureAwait(false);
                await RunAsync("create table if not exists migrations (version int primary key, at timestamptz not null default clock_timestamp())")
                    .ConfigureAwait(false);
                int there = (int)(await RunAsync("select coalesce(max(version), 0) from migrations").ConfigureAwait(false))!;
                if (there > Steps.Length)
                    throw new FleetDatabaseException($"The database's schema \"{schema}\" is of version {there}; this Piwa knows {Steps.Length}. Take a newer one.");
                for (int version = there + 1; version <= Steps.Length; version++)
                    await RunAsync($"{Steps[version - 1]}; insert into migrations (version) values ({version})").ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            async Task<object?> RunAsync(string sql)
            {
                var command = new NpgsqlCommand(sql, connection);
                await using (command.ConfigureAwait(false))
                    return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
