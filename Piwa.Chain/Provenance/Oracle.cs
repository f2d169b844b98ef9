using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>Checks shards, and signs for what it has checked.</summary>
/// <remarks>
/// <para>
/// A shard is approved if (1) its wallet is let in, and barred neither here nor by who is asked about it; (2) the submission agrees with
/// itself and its campaign; (3) no content of it belongs to a known source with another wallet; (4) no asset of it was brought before, by
/// another wallet or in another shard; (5) assets chosen by chance, after their digests came, are made again and are equal. Then its
/// contents are entered into the registry of first uploads, which has the last word on (4). What follows from one submission is the same for
/// the same submission again.
/// </para>
/// <para>
/// A shard is refused whole. A mismatch cannot come about by chance, for making is exact: a node that made it has failed or lies.
/// </para>
/// <para>
/// What the oracle cannot see is what has become of a transaction that it signed: a node may ask to sign for the same asset again, for it
/// must when a transaction was lost. That each asset is minted once is the lane's work, and shows on the chain.
/// </para>
/// <para>Safe to use from several threads: submissions wait for each other, signing does not wait for them.</para>
/// </remarks>
public sealed class Oracle : IOracle
{
    private readonly OracleOptions _options;
    private readonly OracleRecords _records;
    private readonly ApprovalBook _approvals;
    private readonly TransactionPolicy _policy;
    private readonly SamplingRule _sampling;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _state = new();
    private int _pending;

    /// <summary>Opens an oracle.</summary>
    /// <param name="options">How it works; copied.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="OracleRecordException">The record is damaged.</exception>
    /// <exception cref="IOException">The record cannot be opened: another oracle may have it.</exception>
    public Oracle(OracleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.ValidatedCopy();
        Address = _options.Signer!.PublicKey;
        _records = OracleRecords.Open(_options.RecordPath);
        _approvals = new ApprovalBook(_options.MaximumApprovedAssets);
        _policy = new TransactionPolicy(Address, _options.LookupTables, _approvals);
        int most = _options.MostSamples ?? (int)Math.Min((long)SamplingRule.DefaultFactor * _options.Samples, int.MaxValue);
        _sampling = new SamplingRule(_options.Samples, _options.Records is null ? _options.Samples : most);
    }

    /// <inheritdoc/>
    public PublicKey Address { get; }

    /// <summary>Assets of each shard that are made again at least.</summary>
    public int Samples => _sampling.Least;

    /// <summary>Assets of a shard that are made again where its wallet is not well known; <see cref="Samples"/> if nobody is asked about wallets.</summary>
    public int MostSamples => _sampling.Most;

    /// <summary>How the wallets stand that have submitted, in no order.</summary>
    public IReadOnlyList<WalletStanding> Standings
    {
        get
        {
            lock (_state)
                return [.. _records.Standings];
        }
    }

    /// <summary>Reads how wallets stand from an oracle's record, be it that the oracle is running.</summary>
    /// <param name="recordPath">The record.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="OracleRecordException">It is damaged.</exception>
    public static IReadOnlyList<WalletStanding> ReadStandings(string recordPath)
    {
        using OracleRecords records = OracleRecords.OpenReadOnly(recordPath);
        return [.. records.Standings];
    }

    /// <summary>Reads the verdicts that an oracle has signed, in order, be it that the oracle is running. Signatures are not checked.</summary>
    /// <param name="recordPath">Its record.</param>
    /// <param name="visit">Is given each.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="OracleRecordException">It is damaged.</exception>
    public static void ReadVerdicts(string recordPath, Action<SignedShardVerdict> visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using OracleRecords records = OracleRecords.OpenReadOnly(recordPath, entry =>
        {
            if (entry.Verdict is { } verdict)
                visit(verdict);
        });
    }

    /// <summary>Takes from a wallet again that was barred.</summary>
    /// <param name="recordPath">The record of an oracle that is not running.</param>
    /// <param name="wallet">The wallet.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="OracleRecordException">The record is damaged.</exception>
    /// <exception cref="IOException">The record cannot be opened: an oracle may have it.</exception>
    public static void Pardon(string recordPath, PublicKey wallet, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (!File.Exists(recordPath))
            throw new FileNotFoundException($"There is no record of an oracle at '{recordPath}'.", recordPath);
        using OracleRecords records = OracleRecords.Open(recordPath);
        records.Enter(new OracleRecord { Time = clock.GetUtcNow(), Wallet = wallet.ToString(), IsApproved = true });
    }

    /// <inheritdoc/>
    public async ValueTask<OracleVerdict> SubmitAsync(ShardSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        if (Interlocked.Increment(ref _pending) > _options.MaximumPending)
        {
            Interlocked.Decrement(ref _pending);
            throw new OracleException(
                OracleErrorKind.Unavailable, $"{_options.MaximumPending} submissions wait already. Try again later.");
        }

        try
        {
            // Whoever is asked may be slow: others go on meanwhile.
            ValidationRecord? record = _options.Records is { } records
                ? await records.FindAsync(submission.Wallet, cancellationToken).ConfigureAwait(false)
                : null;
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await JudgeAsync(submission, record, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Signature> SignAsync(
        PublicKey wallet, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        string? fault;
        lock (_state)
            fault = _policy.FindFault(wallet, message);
        return fault is null
            ? _options.Signer!.SignAsync(message, cancellationToken)
            : throw new OracleException(OracleErrorKind.Refused, $"The oracle does not sign this transaction. {fault}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _records.Dispose();
        _turn.Dispose();
    }

    private async ValueTask<OracleVerdict> JudgeAsync(
        ShardSubmission submission, ValidationRecord? record, CancellationToken cancellationToken)
    {
        Hash256 digest = DigestOf(submission);
        WalletStanding standing;
        lock (_state)
        {
            standing = _records.StandingOf(submission.Wallet.ToString());
            if (_approvals.Find(digest) is { } before)
                return before;
        }

        if (FindBar(submission.Wallet, standing, record) is { } bar)
            return new OracleVerdict([new OracleFinding(OracleFindingKind.Barred, bar)], Sampled: 0, Duplicates: 0);

        Examination examination = _options.Examiner!.Examine(submission);
        if (examination.Findings.Count != 0)
            return new OracleVerdict([.. examination.Findings.Take(OracleVerdict.MaximumFindings)], Sampled: 0, Duplicates: 0);
        Inquiry inquiry = new(_options, submission, examination, _sampling.SamplesFor(record));
        await inquiry.RunAsync(cancellationToken).ConfigureAwait(false);
        OracleVerdict verdict = inquiry.ToVerdict();
        DateTimeOffset time = _options.TimeProvider.GetUtcNow();
        SignedShardVerdict? signed = await SignAsync(submission.Wallet, examination, verdict, inquiry.Mismatched, time, cancellationToken).ConfigureAwait(false);
        lock (_state)
        {
            _records.Enter(new OracleRecord
            {
                Time = time,
                Wallet = submission.Wallet.ToString(),
                Shard = examination.Shard,
                Assets = submission.Assets.Count,
                Sampled = verdict.Sampled,
                Mismatched = inquiry.Mismatched,
                IsApproved = verdict.IsApproved,
                Verdict = signed,
            });
            if (verdict.IsApproved)
                _approvals.Add(digest, submission.Wallet, examination, verdict);
        }

        return verdict;
    }

    /// <summary>The verdict as others can check it; null where no record is kept, or the examiner does not say which shard it is.</summary>
    private async ValueTask<SignedShardVerdict?> SignAsync(
        PublicKey node, Examination examination, OracleVerdict verdict, int mismatched, DateTimeOffset time, CancellationToken cancellationToken)
    {
        if (_options.RecordPath is null || examination.Claim is not { } claim)
            return null;
        return await SignedShardVerdict.SignAsync(
            new ShardVerdict
            {
                Validator = Address,
                Node = node,
                Campaign = claim.Campaign,
                FirstAsset = claim.FirstAsset,
                Rows = claim.Rows,
                Root = claim.Root,
                Sampled = verdict.Sampled,
                Equal = verdict.Sampled - mismatched,
                Finding = verdict.IsApproved ? ShardFinding.Sound : mismatched > 0 ? ShardFinding.Caught : ShardFinding.Refused,
                At = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()),
            },
            _options.Signer!,
            cancellationToken).ConfigureAwait(false);
    }

    private string? FindBar(PublicKey wallet, WalletStanding standing, ValidationRecord? record)
    {
        if (_options.AllowedWallets?.Contains(wallet) == false)
            return $"{wallet} is not among the wallets that this oracle looks at shards of. Ask its operator to be let in.";
        if (record?.Barred is { } why)
        {
            return $"{wallet} is barred by the fleet of {record.Operator}, as of {record.At:u}: {why}. Have that fleet's operator pardon the wallet "
                + "once the cause is mended.";
        }

        return _options.MismatchesUntilBarred > 0 && standing.MismatchedShards >= _options.MismatchesUntilBarred
            ? $"{wallet} has submitted {standing.MismatchedShards} shards with assets that came out otherwise when they were made again. "
                + "Have the oracle's operator pardon the wallet once the cause is mended."
            : null;
    }

    /// <summary>Equal submissions have equal digests, and others do not: what is of any length has its length before it.</summary>
    private static Hash256 DigestOf(ShardSubmission submission)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(sha, submission.Wallet.ToArray());
        Append(sha, submission.Campaign.Span);
        Append(sha, submission.Manifest.Span);
        Span<byte> index = stackalloc byte[sizeof(ulong)];
        for (int row = 0; row < submission.Assets.Count; row++)
        {
            SubmittedAsset asset = submission.Assets[row];
            BinaryPrimitives.WriteUInt64LittleEndian(index, asset.Index);
            sha.AppendData(index);
            ReadOnlySpan<Hash256> hashes = [asset.Mesh, asset.Texture, asset.Scene, asset.Views, asset.Asset, asset.Labels ?? default];
            sha.AppendData(MemoryMarshal.AsBytes(hashes));
            sha.AppendData((ReadOnlySpan<byte>)[asset.Labels is null ? (byte)0 : (byte)1]);
        }

        Span<byte> digest = stackalloc byte[Hash256.Size];
        sha.GetHashAndReset(digest);
        return new Hash256(digest);
    }

    private static void Append(IncrementalHash sha, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        sha.AppendData(length);
        sha.AppendData(bytes);
    }
}
