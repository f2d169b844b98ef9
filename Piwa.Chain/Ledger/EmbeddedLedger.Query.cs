using System.Reflection;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <content>Answers beyond accounts and transactions, as a node gives them.</content>
public sealed partial class EmbeddedLedger
{
    /// <summary>Slots of an epoch (DEFAULT_SLOTS_PER_EPOCH).</summary>
    private const ulong SlotsPerEpoch = 432_000;

    /// <summary>Offset of the decimals in a mint (spl_token::state::Mint).</summary>
    private const int MintDecimalsOffset = 44;

    /// <summary>Name and version of this software.</summary>
    internal static NodeVersion Software { get; } =
        new($"piwa-{typeof(EmbeddedLedger).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? "unknown"}");

    /// <summary>Whether transactions with a blockhash may still land.</summary>
    /// <param name="blockhash">The blockhash.</param>
    /// <param name="commitment">How settled the state must be.</param>
    public bool IsBlockhashValid(Hash256 blockhash, Commitment commitment = Commitment.Processed)
    {
        lock (_gate)
        {
            Begin();
            return _blockhashes.IsValid(blockhash, SlotOf(commitment));
        }
    }

    /// <summary>Slot, block height and epoch.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    public EpochInfo GetEpochInfo(Commitment commitment = Commitment.Processed)
    {
        lock (_gate)
        {
            Begin();
            ulong slot = SlotOf(commitment);
            int count = _history.Count;
            while (count > 0 && _history.EntryAt(count - 1).Slot > slot)
                count--;
            return new EpochInfo(slot, slot, slot / SlotsPerEpoch, slot % SlotsPerEpoch, SlotsPerEpoch, (ulong)count);
        }
    }

    /// <summary>Accounts as they are at one moment; null for those that do not exist.</summary>
    /// <param name="accounts">The accounts, <see cref="RpcLimits.MultipleAccounts"/> at most.</param>
    /// <param name="dataSlice">The part of their data that is wanted; all of it if null.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <exception cref="ArgumentException">There are too many accounts, or the slice has negative numbers.</exception>
    public IReadOnlyList<AccountInfo?> GetMultipleAccounts(
        IReadOnlyList<PublicKey> accounts, DataSlice? dataSlice = null, Commitment commitment = Commitment.Processed)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        RpcLimits.Check(accounts.Count, RpcLimits.MultipleAccounts, "accounts", nameof(accounts));
        DataSlice.Check(dataSlice);
        lock (_gate)
        {
            Begin();
            Bank bank = BankOf(commitment);
            return [.. accounts.Select(key => bank.Find(key) is { } account ? Copy(account, dataSlice) : null)];
        }
    }

    /// <summary>What a message would be charged, in lamports; null if it has expired or its compute budget makes no sense.</summary>
    /// <param name="message">The message.</param>
    /// <param name="commitment">How settled the state must be.</param>
    public ulong? GetFee(Message message, Commitment commitment = Commitment.Processed)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_gate)
        {
            Begin();
            ulong slot = SlotOf(commitment);
            bool isCharged = !HasExpired(message, slot, _blockhashes.HashOf(slot));
            return TransactionFee.TryCompute(message, out ulong fee, out _) is null && isCharged ? fee : null;
        }
    }

    /// <summary>The lowest price at which transactions landed in each of the latest slots that has any.</summary>
    /// <param name="accounts">The accounts that are to be written: the highest of their prices counts.</param>
    /// <remarks>Slots of transactions whose results are no longer kept are left out. Nothing competes for room: any price does.</remarks>
    /// <exception cref="ArgumentException">There are too many accounts.</exception>
    public IReadOnlyList<PrioritizationFee> GetRecentPrioritizationFees(IReadOnlyList<PublicKey> accounts)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        RpcLimits.Check(accounts.Count, RpcLimits.PrioritizationFeeAccounts, "accounts", nameof(accounts));
        lock (_gate)
        {
            Begin();
            ulong slot = _slot;
            List<PrioritizationFee> fees = [];
            for (int number = _history.Count - 1; number >= 0 && _history.RetainedAt(number) is not null;)
            {
                ulong ofSlot = _history.EntryAt(number).Slot;
                if (ofSlot + BlockhashQueue.MaximumAge < slot)
                    break;
                List<TransactionResult> results = [];
                for (; number >= 0 && _history.EntryAt(number).Slot == ofSlot && _history.RetainedAt(number) is { } result; number--)
                    results.Add(result);
                fees.Add(new PrioritizationFee(ofSlot, LowestPrice(results, accounts)));
            }

            fees.Reverse();
            return fees;
        }
    }

    /// <summary>The transactions that name an account, newest first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="before">Where to start: those before this transaction; the newest if null.</param>
    /// <param name="until">Where to stop, this one left out; at the oldest if null.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not 1 to <see
    /// cref="RpcLimits.SignaturesForAddress"/>.</exception>
    public IReadOnlyList<SignatureInfo> GetSignaturesForAddress(
        PublicKey account,
        int limit = RpcLimits.SignaturesForAddress,
        Signature? before = null,
        Signature? until = null,
        Commitment commitment = Commitment.Processed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, RpcLimits.SignaturesForAddress);
        lock (_gate)
        {
            Begin();
            int end = int.MaxValue;
            if (before is { } newest && !_history.TryFind(newest, out end))
                return [];
            int start = until is { } oldest && _history.TryFind(oldest, out int stop) ? stop : -1;
            IReadOnlyList<int> numbers = _history.Naming(account);
            List<SignatureInfo> found = [];
            for (int i = numbers.Count - 1; i >= 0 && found.Count < limit && numbers[i] > start; i--)
            {
                LedgerEntry entry = _history.EntryAt(numbers[i]);
                if (numbers[i] >= end || entry.Slot > SlotOf(commitment))
                    continue;
                found.Add(new SignatureInfo(
                    ReadTransaction(entry).Id,
                    entry.Slot,
                    _history.ErrorOf(numbers[i]),
                    TimeOf(entry.Slot),
                    ConfirmationOf(entry.Slot)));
            }

            return found;
        }
    }

    /// <summary>The token accounts of an owner: those of a mint, or all those of a token program.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="tokenMint">The mint; null to name the program instead.</param>
    /// <param name="tokenProgramId">The program; SPL token if neither is named.</param>
    /// <param name="commitment">How settled the state must be.</param>
    public IReadOnlyList<TokenAccountInfo> GetTokenAccountsByOwner(
        PublicKey owner,
        PublicKey? tokenMint = null,
        PublicKey? tokenProgramId = null,
        Commitment commitment = Commitment.Processed) =>
        [.. FindTokenAccounts(owner, tokenMint, tokenProgramId, commitment).Select(found => found.Token)];

    /// <summary>What a token account holds; null if there is no such account.</summary>
    /// <param name="tokenAccount">The token account.</param>
    /// <param name="commitment">How settled the state must be.</param>
    public TokenAmount? GetTokenAccountBalance(PublicKey tokenAccount, Commitment commitment = Commitment.Processed)
    {
        lock (_gate)
        {
            Begin();
            Bank bank = BankOf(commitment);
            return bank.Find(tokenAccount) is { } account
                && TokenAccountInfo.TryParse(tokenAccount, account.Data, out TokenAccountInfo? token)
                && bank.Find(token.Mint) is { } mint
                && mint.Owner == account.Owner
                && mint.Data.Length > MintDecimalsOffset
                ? new TokenAmount(token.Amount, mint.Data[MintDecimalsOffset])
                : null;
        }
    }

    internal IReadOnlyList<(TokenAccountInfo Token, AccountInfo Account)> FindTokenAccounts(
        PublicKey owner, PublicKey? tokenMint, PublicKey? tokenProgramId, Commitment commitment)
    {
        lock (_gate)
        {
            Begin();
            Bank bank = BankOf(commitment);
            PublicKey program = tokenProgramId ?? ProgramIds.Token;
            if (tokenMint is { } mint)
                program = bank.Find(mint)?.Owner ?? program;
            List<(TokenAccountInfo, AccountInfo)> found = [];
            foreach (LedgerAccount account in bank.OwnedBy(program))
            {
                if (TokenAccountInfo.TryParse(account.Key, account.Data, out TokenAccountInfo? token)
                    && token.Owner == owner
                    && (tokenMint is null || token.Mint == tokenMint))
                {
                    found.Add((token, Copy(account, dataSlice: null)));
                }
            }

            return found;
        }
    }

    private static ulong LowestPrice(List<TransactionResult> results, IReadOnlyList<PublicKey> accounts)
    {
        ulong price = results.Min(result => result.MicroLamportsPerUnit);
        foreach (PublicKey account in accounts)
        {
            IEnumerable<ulong> paid = results
                .Where(result => result.WritableAccounts.Contains(account))
                .Select(result => result.MicroLamportsPerUnit);
            price = Math.Max(price, paid.DefaultIfEmpty(0UL).Min());
        }

        return price;
    }
}
