using System.Globalization;
using Npgsql;

namespace Piwa.Pipeline.Fleet;

/// <summary>A transaction on the database of a fleet.</summary>
/// <remarks>Not thread-safe. Parameters are $1, $2 and so on.</remarks>
/// <param name="connection">With a transaction that has begun.</param>
/// <param name="time">The time of the transaction in place of the database's; null for the database's. It goes along with the first statement.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class FleetSession(NpgsqlConnection connection, DateTimeOffset? time, CancellationToken cancellationToken)
{
    /// <summary>Two that wait for each other: one of them is told to try again, rarely twice.</summary>
    private const int MaximumAttempts = 8;

    private DateTimeOffset? _time = time;

    /// <summary>Runs something whole or not at all; again, where the database has ended it because two waited for each other.</summary>
    /// <param name="database">Where.</param>
    /// <param name="time">The time in place of the database's, for simulations; null for the database's.</param>
    /// <param name="work">What.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetDatabaseException">The database is away, or refuses.</exception>
    public static async Task<T> RunAsync<T>(
        NpgsqlDataSource database, DateTimeOffset? time, Func<FleetSession, Task<T>> work, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(database, time, work, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException fault) when (
                fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && attempt < MaximumAttempts)
            {
                // It has changed nothing.
            }
            catch (NpgsqlException fault)
            {
                throw new FleetDatabaseException($"The fleet's database: {fault.Message}", fault);
            }
            catch (TimeoutException fault)
            {
                throw new FleetDatabaseException($"The fleet's database is busy: {fault.Message}", fault);
            }
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>Rows that it has changed.</returns>
    public async Task<int> ExecuteAsync(string sql, params object?[] parameters)
    {
        NpgsqlBatch batch = Batch(sql, parameters);
        await using (batch.ConfigureAwait(false))
        {
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return (int)batch.BatchCommands[^1].RecordsAffected;
        }
    }

    /// <summary>Runs a statement, and reads its rows.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] parameters)
    {
        NpgsqlBatch batch = Batch(sql, parameters);
        await using (batch.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                for (int before = 1; before < batch.BatchCommands.Count; before++)
                    await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                List<T> rows = [];
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    rows.Add(read(reader));
                return rows;
            }
        }
    }

    /// <summary>Enters something that is to be known later.</summary>
    public Task AuditAsync(string what, byte[]? node, long? unit, string detail) => ExecuteAsync(
        "insert into audit (at, node, what, unit, detail) values (fleet_time(), $1, $2, $3, $4)", node, what, unit, detail);

    private static async Task<T> RunOnceAsync<T>(
        NpgsqlDataSource database, DateTimeOffset? time, Func<FleetSession, Task<T>> work, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var session = new FleetSession(connection, time, cancellationToken);
                T result = await work(session).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return result;
            }
        }
    }

    private NpgsqlBatch Batch(string sql, object?[] parameters)
    {
        var batch = new NpgsqlBatch(connection);
        if (_time is { } time)
            Add("select set_config('piwa.time', $1, true)", [time.ToString("o", CultureInfo.InvariantCulture)]);
        _time = null;
        Add(sql, parameters);
        return batch;

        void Add(string text, object?[] values)
        {
            var command = new NpgsqlBatchCommand(text);
            foreach (object? value in values)
                command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
            batch.BatchCommands.Add(command);
        }
    }
}
