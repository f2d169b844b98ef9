using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Storage;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <content>Running transactions.</content>
public sealed partial class EmbeddedLedger
{
    /// <summary>Runs a transaction and returns when it is durable.</summary>
    /// <param name="transaction">The signed transaction in its wire form.</param>
    /// <param name="options">How to send it.</param>
    /// <returns>The transaction's id.</returns>
    /// <exception cref="TransactionRejectedException">The transaction was turned away and changed nothing.</exception>
    /// <exception cref="LedgerFaultedException">Writing to the log failed, now or before.</exception>
    public Signature SendTransaction(ReadOnlyMemory<byte> transaction, SendOptions? options = null)
    {
        TransactionOutcome outcome = Send(transaction, options);
        return outcome.Disposition == TransactionDisposition.Rejected
            ? throw new TransactionRejectedException(outcome.Error!, outcome.LogMessages)
            : outcome.Signature!.Value;
    }

    /// <summary>Runs transactions in order and returns when all that landed are durable, with one flush for all of them.</summary>
    /// <param name="transactions">The signed transactions in their wire form, <see cref="MaximumBatchTransactions"/> at most.</param>
    /// <param name="options">How to send them.</param>
    /// <returns>What became of each, in the same order.</returns>
    /// <exception cref="ArgumentException">There are too many transactions.</exception>
    /// <exception cref="InvalidOperationException">The ledger was opened to be read.</exception>
    /// <exception cref="NotSupportedException">The ledger behaves like a cluster: what lands is not final at once, or faults happen. No
    /// cluster takes batches.</exception>
    /// <exception cref="LedgerFaultedException">Writing to the log failed, now or before.</exception>
    public IReadOnlyList<TransactionOutcome> SendTransactions(
        IReadOnlyList<ReadOnlyMemory<byte>> transactions, SendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        if (transactions.Count > MaximumBatchTransactions)
        {
            throw new ArgumentException(
                $"A batch holds at most {MaximumBatchTransactions} transactions, got {transactions.Count}.", nameof(transactions));
        }

        if (IsLikeCluster)
        {
            throw new NotSupportedException(
                "This ledger has FinalitySlots or Faults, as a cluster does, and no cluster takes batches in order: send one by one.");
        }

        // Reading and verifying needs no state, so other callers need not wait for it.
        Transaction?[] parsed = new Transaction?[transactions.Count];
        TransactionError?[] refusals = new TransactionError?[transactions.Count];
        byte[] copies = ArrayPool<byte>.Shared.Rent(transactions.Count * Transaction.MaximumBytes);
        try
        {
            for (int i = 0; i < parsed.Length; i++)
            {
                Memory<byte> place = copies.AsMemory(i * Transaction.MaximumBytes, Transaction.MaximumBytes);
                refusals[i] = Check(transactions[i].Span, place, out parsed[i]);
            }

            lock (_gate)
            {
                Begin();
                return Land(parsed, refusals, options ?? new SendOptions());
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copies);
        }
    }

    /// <summary>Sends one transaction, by way of the faults that there may be.</summary>
    /// <returns>What became of it: not tried if it is on its way.</returns>
    internal TransactionOutcome Send(ReadOnlyMemory<byte> transaction, SendOptions? options)
    {
        options ??= new SendOptions();
        TransactionError? refusal = Check(transaction.Span, new byte[Transaction.MaximumBytes], out Transaction? parsed);
        lock (_gate)
        {
            Begin();
            return _plan is { } plan && parsed is not null && refusal is null
                ? SendFaulty(parsed, options, plan)
                : Land([parsed], [refusal], options)[0];
        }
    }

    /// <summary>Gives lamports away: only this ledger can.</summary>
    /// <param name="account">Who receives them.</param>
    /// <param name="lamports">How many: the rent of an empty account at least, if there is none yet.</param>
    /// <returns>The transaction's id.</returns>
    /// <exception cref="TransactionRejectedException">The faucet is empty, or the amount would not keep the account.</exception>
    public Signature RequestAirdrop(PublicKey account, ulong lamports)
    {
        lock (_gate)
        {
            Begin();

            // Two equal airdrops of one slot would be one transaction, but for the numbers that go along: of transactions before it,
            // which counts across restarts, and of airdrops, which tells those apart that are under way at once.
            byte[] numbers = new byte[2 * sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(numbers, _history.Count);
            BinaryPrimitives.WriteInt32LittleEndian(numbers.AsSpan(sizeof(int)), _airdropCount++);
            Message message = Message.CompileLegacy(
                _faucet.PublicKey,
                [SystemInstructions.Transfer(_faucet.PublicKey, account, lamports), new Instruction(ProgramIds.SplNoop, [], numbers)],
                _blockhashes.HashOf(_slot));

            // Faults are for what is tested; the money to test with just comes.
            Transaction transaction = Transaction.Sign(message, _faucet);
            TransactionOutcome outcome = Land([transaction], [null], new SendOptions())[0];
            return outcome.Disposition == TransactionDisposition.Rejected
                ? throw new TransactionRejectedException(outcome.Error!, outcome.LogMessages)
                : transaction.Id;
        }
    }

    /// <summary>Tries a transaction and takes everything back.</summary>
    /// <param name="transaction">The transaction in its wire form.</param>
    /// <param name="options">How to try it; it is tried on the newest state, whatever the commitment.</param>
    /// <exception cref="ArgumentException">Signatures cannot verify over another blockhash.</exception>
    public SimulationResult SimulateTransaction(ReadOnlyMemory<byte> transaction, SimulationOptions? options = null)
    {
        options ??= new SimulationOptions();
        if (options is { VerifySignatures: true, ReplaceRecentBlockhash: true })
            throw new ArgumentException("Signatures cannot verify over another blockhash.", nameof(options));
        if (!TryParse(transaction.Span, new byte[Transaction.MaximumBytes], out Transaction? parsed))
            return Refused(TransactionErrorKind.SanitizeFailure);
        if (options.VerifySignatures && !parsed.VerifySignatures())
            return Refused(TransactionErrorKind.SignatureFailure);

        lock (_gate)
        {
            Begin();
            ulong slot = _slot;
            Hash256 blockhash = _blockhashes.HashOf(slot);
            if (!options.ReplaceRecentBlockhash && HasExpired(parsed.Message, slot, blockhash))
                return Refused(TransactionErrorKind.BlockhashNotFound);
            if (_history.TryFind(parsed.Id, out _))
                return Refused(TransactionErrorKind.AlreadyProcessed);

            AccountInfo?[] seen = [];
            _bank.Simulate(parsed, slot, blockhash, _tried, accounts => seen =
            [
                .. options.Accounts.Select(key =>
                {
                    LedgerAccount? account = accounts.FirstOrDefault(account => account.Key == key) ?? _bank.Find(key);
                    return account is { Lamports: > 0 } ? Copy(account, dataSlice: null) : null;
                }),
            ]);
            return new SimulationResult { Error = _tried.Error, LogMessages = _tried.Logs.Copy(), Accounts = seen };
        }

        static SimulationResult Refused(TransactionErrorKind kind) => new() { Error = new TransactionError(kind) };
    }

    /// <summary>Whether a message stands neither on a recent blockhash nor on a durable nonce.</summary>
    private bool HasExpired(Message message, ulong slot, Hash256 blockhash) =>
        !_blockhashes.IsValid(message.RecentBlockhash, slot) && !_bank.HoldsNonce(message, blockhash);

    private static TransactionOutcome NotTried { get; } =
        new(TransactionDisposition.NotTried, Signature: null, Error: null, LogMessages: []);

    private static TransactionError? Check(ReadOnlySpan<byte> bytes, Memory<byte> copy, out Transaction? transaction)
    {
        if (!TryParse(bytes, copy, out transaction))
            return new TransactionError(TransactionErrorKind.SanitizeFailure);
        return transaction.VerifySignatures() ? null : new TransactionError(TransactionErrorKind.SignatureFailure);
    }

    /// <summary>Reads a transaction from a copy of its bytes: the caller may do with them what it likes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="copy">Receives the copy, which the transaction needs as long as it lives.</param>
    /// <param name="transaction">The transaction.</param>
    private static bool TryParse(ReadOnlySpan<byte> bytes, Memory<byte> copy, [NotNullWhen(true)] out Transaction? transaction)
    {
        transaction = null;
        if (bytes.Length > Transaction.MaximumBytes)
            return false;
        try
        {
            bytes.CopyTo(copy.Span);
            transaction = Transaction.Parse(copy[..bytes.Length]);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    private TransactionOutcome[] Land(Transaction?[] transactions, TransactionError?[] refusals, SendOptions options)
    {
        ThrowIfReadOnly();
        TransactionOutcome[] outcomes = Durably(() => RunBatch(transactions, refusals, options));
        TellLanded();
        return outcomes;
    }

    /// <summary>Does what is written to the log.</summary>
    private T Durably<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error)
        {
            // The accounts in memory may be ahead of the disk, and how much of the record got there is unknown.
            _fault = error;
            throw new LedgerFaultedException(
                $"The ledger's log could not be written ({error.Message.TrimEnd('.')}), and what was sent may or may not be in it. "
                + "Dispose the ledger and open it again: what is in its log holds.",
                error);
        }
    }

    private void TellLanded()
    {
        if (_landed.Count != 0)
            Landed?.Invoke([.. _landed]);
    }

    private void ThrowIfReadOnly()
    {
        if (_isReadOnly)
            throw new InvalidOperationException("The ledger was opened to be read: no transaction can be sent to it.");
    }

    private void Append(Span<byte> record)
    {
        _options.BeforeWrite?.Invoke();
        _log.Append(record);
        if (_options.FlushToDisk)
            _log.Flush();
    }

    private TransactionOutcome[] RunBatch(Transaction?[] transactions, TransactionError?[] refusals, SendOptions options)
    {
        TransactionOutcome[] outcomes = new TransactionOutcome[transactions.Length];
        ulong slot = _slot;
        Hash256 blockhash = _blockhashes.HashOf(slot);
        uint checksum = Crc32C.Seed;
        bool isStopped = false;
        _record.Begin();
        _landed.Clear();
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = isStopped ? NotTried : Run(transactions[i], refusals[i], slot, blockhash, options, ref checksum);
            isStopped |= options.StopAtFirstFailure && outcomes[i].Disposition != TransactionDisposition.Succeeded;
        }

        if (_record.Count != 0)
            Append(_record.Finish(slot, checksum));

        return outcomes;
    }

    private TransactionOutcome Run(
        Transaction? transaction, TransactionError? refusal, ulong slot, Hash256 blockhash, SendOptions options, ref uint checksum)
    {
        if (transaction is null || refusal is not null)
            return new TransactionOutcome(TransactionDisposition.Rejected, transaction?.Id, refusal, []);
        if (HasExpired(transaction.Message, slot, blockhash))
            return Rejected(TransactionErrorKind.BlockhashNotFound);
        if (_history.TryFind(transaction.Id, out _))
            return Rejected(TransactionErrorKind.AlreadyProcessed);

        TransactionResult result = _history.Spare;
        _bank.Execute(transaction, slot, blockhash, options.SkipPreflight, result);
        if (!result.HasLanded)
            return new TransactionOutcome(TransactionDisposition.Rejected, transaction.Id, result.Error, result.Logs.Copy());

        ReadOnlySpan<byte> bytes = transaction.Bytes.Span;
        long offset = _log.NextBodyOffset + _record.Add(bytes);
        checksum = ResultChecksum.Extend(checksum, result);
        if (_plan?.DrawLines() is { } lines)
            result.Logs.Cut(lines);
        _history.Add(transaction, new LedgerEntry(slot, offset, (ushort)bytes.Length), result);
        if (Landed is not null)
            _landed.Add(LandedTransaction.Of(transaction, slot, result));
        return result.Error is null
            ? new TransactionOutcome(
                TransactionDisposition.Succeeded, transaction.Id, Error: null, options.OmitLogs ? [] : result.Logs.Copy())
            : new TransactionOutcome(TransactionDisposition.Failed, transaction.Id, result.Error, result.Logs.Copy());

        TransactionOutcome Rejected(TransactionErrorKind kind) =>
            new(TransactionDisposition.Rejected, transaction.Id, new TransactionError(kind), []);
    }
}
