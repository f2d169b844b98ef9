using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Flow;

namespace Piwa.Pipeline.Fleet;

/// <summary>What a fleet has found of its nodes, asked of its coordinator: for an oracle.</summary>
/// <remarks>
/// <para>
/// A record counts if the pinned operator has signed it, for the wallet that was asked about, and within <see cref="RequestVerifier.DefaultWindow"/>
/// of now. All else (no answer, a record that is forged, old or of another) is as if nothing were known of the wallet, except that a bar
/// that was seen holds until a record says otherwise: who keeps the fleet from answering gains nothing by it.
/// </para>
/// <para>Safe to use from several threads. Whoever creates it disposes it.</para>
/// </remarks>
public sealed class FleetRecords : IValidationRecords, IDisposable
{
    private const string OutcomeTag = "outcome";
    private const int MaximumAnswerBytes = 1 << 14;

    /// <summary>Wallets that are remembered; beyond it all but those that are barred are forgotten, and then these.</summary>
    private const int MostWallets = 10_000;

    /// <summary>A shard waits no longer than this for the fleet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What a fleet has said of a wallet is not asked again for so long: shards come in bursts.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <summary>A fleet that does not answer is not asked again for so long.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly PublicKey _operator;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Keypair _nobody = Keypair.Generate();
    private readonly RequestClient _requests;
    private readonly Meter _meter = new(FlowInstruments.MeterName);
    private readonly Counter<long> _asked;
    private readonly Lock _lock = new();
    private readonly Dictionary<PublicKey, (long At, ValidationRecord? Record)> _known = [];
    private long? _awaySince;
    private volatile string? _fault;

    /// <summary>Creates a source of records.</summary>
    /// <param name="address">The coordinator's http or https address.</param>
    /// <param name="operatorKey">The operator's address: what it has not signed does not count.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="loggerFactory">Logs; null for nowhere.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public FleetRecords(Uri address, PublicKey operatorKey, TimeProvider clock, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _operator = operatorKey;
        _clock = clock;
        _log = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Piwa.Pipeline");
        _asked = _meter.CreateCounter<long>("piwa.oracle.records", "{record}", "Questions about wallets to the fleet, by what came of them.");
        try
        {
            // Anybody may ask: the key is of nobody.
            _requests = new RequestClient(new RequestClientOptions
            {
                Address = address,
                Wallet = _nobody,
                Name = "the fleet",
                MaximumAttempts = 1,
                Timeout = Patience,
                MaximumAnswerBytes = MaximumAnswerBytes,
                TimeProvider = clock,
            });
        }
        catch
        {
            _nobody.Dispose();
            _meter.Dispose();
            throw;
        }
    }

    /// <summary>The coordinator, for messages.</summary>
    public string Name => _requests.Name;

    /// <summary>Why the last question had no answer that counts; null if it had one.</summary>
    public string? Fault => _fault;

    /// <inheritdoc/>
    public async ValueTask<ValidationRecord?> FindAsync(PublicKey wallet, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(wallet, out var known) && _clock.GetElapsedTime(known.At) < Memory)
                return known.Record;
            if (_awaySince is { } since && _clock.GetElapsedTime(since) < Pause)
                return BarOf(wallet);
        }

        try
        {
            SignedValidationRecord signed = await _requests.AskAsync(
                FleetRoutes.RecordOf(wallet), null, FleetJson.Default.SignedValidationRecord, cancellationToken).ConfigureAwait(false);
            return Take(wallet, Open(signed, wallet));
        }
        catch (RequestException fault) when (fault.Status == HttpStatusCode.NotFound)
        {
            // Nobody has signed this: a bar is not lifted by it.
            return Take(wallet, null);
        }
        catch (RequestException fault)
        {
            return Miss(wallet, fault.IsTransient ? RecordOutcome.Away : RecordOutcome.Refused, fault.Message);
        }
        catch (FormatException fault)
        {
            return Miss(wallet, RecordOutcome.Refused, fault.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _requests.Dispose();
        _nobody.Dispose();
        _meter.Dispose();
    }

    /// <exception cref="FormatException">It does not count.</exception>
    private ValidationRecord Open(SignedValidationRecord signed, PublicKey wallet)
    {
        ValidationRecord record = signed.Open(_operator);
        if (record.Node != wallet)
            throw new FormatException($"The record is of {record.Node}, and {wallet} was asked about.");
        TimeSpan age = _clock.GetUtcNow() - record.At;
        return age.Duration() <= RequestVerifier.DefaultWindow
            ? record
            : throw new FormatException($"The record is of {record.At:u}, and it is {_clock.GetUtcNow():u}: it is an old one, or a clock is wrong.");
    }

    private ValidationRecord? Take(PublicKey wallet, ValidationRecord? record)
    {
        Count(record is null ? RecordOutcome.Unknown : record.Barred is null ? RecordOutcome.Known : RecordOutcome.Barred);
        if (_fault is not null)
            _log.FleetAnswers();
        _fault = null;
        lock (_lock)
        {
            _awaySince = null;
            record ??= BarOf(wallet);
            if (_known.Count >= MostWallets)
                Forget();
            _known[wallet] = (_clock.GetTimestamp(), record);
        }

        return record;
    }

    private ValidationRecord? Miss(PublicKey wallet, RecordOutcome outcome, string reason)
    {
        Count(outcome);
        if (_fault is null)
            _log.RecordMissing(wallet.ToString(), reason);
        _fault = reason;
        lock (_lock)
        {
            if (outcome == RecordOutcome.Away)
                _awaySince = _clock.GetTimestamp();
            return BarOf(wallet);
        }
    }

    /// <summary>A record that bars a wallet, however old; null if none was seen. The lock is held.</summary>
    private ValidationRecord? BarOf(PublicKey wallet) =>
        _known.TryGetValue(wallet, out var known) && known.Record is { Barred: not null } bar ? bar : null;

    private void Forget()
    {
        foreach (PublicKey wallet in _known.Where(each => each.Value.Record?.Barred is null).Select(each => each.Key).ToArray())
            _known.Remove(wallet);
        if (_known.Count >= MostWallets)
            _known.Clear();
    }

    private void Count(RecordOutcome outcome) =>
        _asked.Add(1, new KeyValuePair<string, object?>(OutcomeTag, outcome.ToString().ToLowerInvariant()));
}
