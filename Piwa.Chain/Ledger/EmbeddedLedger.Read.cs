using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <content>Answers.</content>
public sealed partial class EmbeddedLedger
{
    /// <summary>Lamports that fees have taken out of circulation.</summary>
    public ulong FeesCollected
    {
        get
        {
            lock (_gate)
            {
                Begin();
                return _bank.FeesCollected;
            }
        }
    }

    /// <summary>Length of the log in bytes: all that was ever sent here and landed, with what the log needs besides.</summary>
    public long LogBytes
    {
        get
        {
            lock (_gate)
            {
                Begin();
                return _log.Length;
            }
        }
    }

    /// <summary>All lamports of all accounts: for tests of conservation.</summary>
    internal UInt128 TotalLamports
    {
        get
        {
            lock (_gate)
            {
                Begin();
                return _bank.TotalLamports;
            }
        }
    }

    /// <summary>The current slot, which is also the block height: no slot is skipped.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    public ulong GetSlot(Commitment commitment = Commitment.Processed)
    {
        lock (_gate)
        {
            Begin();
            return SlotOf(commitment);
        }
    }

    /// <summary>The blockhash to build the next transaction on.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    public LatestBlockhash GetLatestBlockhash(Commitment commitment = Commitment.Processed)
    {
        lock (_gate)
        {
            Begin();
            ulong slot = Before(SlotOf(commitment), _blockhashLagSlots);
            return new LatestBlockhash(_blockhashes.HashOf(slot), slot + BlockhashQueue.MaximumAge, slot);
        }
    }

    /// <summary>What an account holds, in lamports; 0 if there is no such account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="commitment">How settled the state must be.</param>
    public ulong GetBalance(PublicKey account, Commitment commitment = Commitment.Processed)
    {
        lock (_gate)
        {
            Begin();
            return BankOf(commitment).Find(account)?.Lamports ?? 0;
        }
    }

    /// <summary>An account, or null if there is none.</summary>
    /// <param name="account">The account.</param>
    /// <param name="dataSlice">The part of its data that is wanted; all of it if null.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <exception cref="ArgumentException">The slice starts before the data or has a negative length.</exception>
    public AccountInfo? GetAccountInfo(
        PublicKey account, DataSlice? dataSlice = null, Commitment commitment = Commitment.Processed)
    {
        DataSlice.Check(dataSlice);
        lock (_gate)
        {
            Begin();
            if (BankOf(commitment).Find(account) is not { } found)
                return null;

            return Copy(found, dataSlice);
        }
    }

    /// <summary>What became of transactions; null for those that did not land.</summary>
    /// <param name="signatures">The transactions' ids, <see cref="RpcLimits.SignatureStatuses"/> at most.</param>
    /// <param name="searchTransactionHistory">Whether to look beyond what landed lately; where all is final at once, nothing is
    /// beyond.</param>
    /// <exception cref="ArgumentException">There are too many signatures.</exception>
    public IReadOnlyList<SignatureStatus?> GetSignatureStatuses(
        IReadOnlyList<Signature> signatures, bool searchTransactionHistory = true)
    {
        ArgumentNullException.ThrowIfNull(signatures);
        RpcLimits.Check(signatures.Count, RpcLimits.SignatureStatuses, "signatures", nameof(signatures));
        lock (_gate)
        {
            Begin();
            SignatureStatus?[] statuses = new SignatureStatus?[signatures.Count];
            for (int i = 0; i < statuses.Length; i++)
            {
                if (!TryFind(signatures[i], Commitment.Processed, out int number))
                    continue;
                ulong slot = _history.EntryAt(number).Slot;
                if (searchTransactionHistory || !IsLikeCluster || slot + BlockhashQueue.MaximumAge >= SlotOf(Commitment.Finalized))
                    statuses[i] = new SignatureStatus(slot, _history.ErrorOf(number), ConfirmationOf(slot));
            }

            return statuses;
        }
    }

    /// <summary>A transaction that landed, or null if there is none. The latest ones have their logs and inner instructions as
    /// well.</summary>
    /// <param name="signature">The transaction's id.</param>
    /// <param name="commitment">How settled the state must be.</param>
    public TransactionDetails? GetTransaction(Signature signature, Commitment commitment = Commitment.Processed)
    {
        lock (_gate)
        {
            Begin();
            if (!TryFind(signature, commitment, out int number))
                return null;

            LedgerEntry entry = _history.EntryAt(number);
            Transaction transaction = ReadTransaction(entry);
            TransactionResult? retained = _history.RetainedAt(number);
            _ = TransactionFee.TryCompute(transaction.Message, out ulong fee, out _);
            return new TransactionDetails
            {
                Transaction = transaction,
                Slot = entry.Slot,
                BlockTime = TimeOf(entry.Slot),
                Error = _history.ErrorOf(number),
                Fee = fee,
                LoadedAddresses = _history.LoadedAt(number),
                PreBalances = retained?.PreBalances.ToArray(),
                PostBalances = retained?.PostBalances.ToArray(),
                LogMessages = retained?.Logs.Copy(),
                InnerInstructions = retained?.CopyCalls(),
            };
        }
    }

    /// <summary>Reads leaves of a tree as they stand now.</summary>
    /// <param name="tree">The tree's account.</param>
    /// <param name="firstIndex">The index of the first leaf.</param>
    /// <param name="destination">Receives the leaves.</param>
    /// <returns>How many there were; fewer than asked for at the end of the tree, and none where there is no tree.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstIndex"/> is negative.</exception>
    public int ReadLeaves(PublicKey tree, long firstIndex, Span<Hash256> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        lock (_gate)
        {
            Begin();
            return _history.LeavesOf(tree)?.Read(firstIndex, destination) ?? 0;
        }
    }

    /// <summary>The transaction that put a leaf where it stands now, or null if there is no such leaf.</summary>
    /// <param name="tree">The tree's account.</param>
    /// <param name="leafIndex">The leaf's index.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="leafIndex"/> is negative.</exception>
    public Signature? FindLeafTransaction(PublicKey tree, long leafIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leafIndex);
        lock (_gate)
        {
            Begin();
            LeafLog? leaves = _history.LeavesOf(tree);
            return leaves is null || leafIndex >= leaves.Count
                ? null
                : ReadTransaction(_history.EntryAt(leaves.TransactionOf(leafIndex))).Id;
        }
    }

    /// <summary>A copy, for the next transaction may change the original.</summary>
    private static AccountInfo Copy(LedgerAccount account, DataSlice? dataSlice)
    {
        ReadOnlySpan<byte> data = account.Data;
        if (dataSlice is { } slice)
        {
            data = data[Math.Min(slice.Offset, data.Length)..];
            data = data[..Math.Min(slice.Length, data.Length)];
        }

        return new AccountInfo(account.Lamports, account.Owner, data.ToArray(), account.IsExecutable, account.Data.Length);
    }

    /// <summary>Finds a transaction that landed and is settled enough.</summary>
    private bool TryFind(Signature signature, Commitment commitment, out int number) =>
        _history.TryFind(signature, out number) && _history.EntryAt(number).Slot <= SlotOf(commitment);

    private Transaction ReadTransaction(LedgerEntry entry)
    {
        byte[] bytes = new byte[entry.Length];
        _log.ReadAt(entry.Offset, bytes);
        return Transaction.Parse(bytes);
    }
}
