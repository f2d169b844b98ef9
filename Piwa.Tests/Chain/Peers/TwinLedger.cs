using System.Globalization;
using System.Text.RegularExpressions;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Peers;

/// <summary>The embedded ledger beside Solana's runtime: each transaction runs on both, and what it leaves must be the same.</summary>
internal sealed partial class TwinLedger : IDisposable
{
    /// <summary>Where a tree notes the slot it was made in, which differs: its account's type, version, sizes and authority come
    /// first.</summary>
    private const int CreationSlotOffset = 42;

    private readonly TestLedger _test = new(options => options.RetainedTransactions = 16);
    private readonly LiteSvm _svm = new();

    public TwinLedger() => _svm.Airdrop(Payer.PublicKey, TestLedger.Funds);

    public Keypair Payer => _test.Payer;

    public void Airdrop(PublicKey key, ulong lamports)
    {
        _test.Ledger.RequestAirdrop(key, lamports);
        _svm.Airdrop(key, lamports);
    }

    public void AddProgram(PublicKey key, string path) => _svm.AddProgram(key, path);

    /// <summary>An account's data, on our side; null if there is no account.</summary>
    public byte[]? Data(PublicKey key) => _test.Ledger.GetAccountInfo(key)?.Data.ToArray();

    /// <summary>Tries a transaction on both, and compares the errors.</summary>
    /// <returns>What differs; null if nothing does.</returns>
    public string? Simulate(Keypair[] signers, params Instruction[] instructions)
    {
        (Transaction ours, Transaction theirs) = Build(signers, instructions);
        LiteSvm.Outcome outcome = _svm.Simulate(theirs);
        string expected = ErrorOf(outcome);
        SimulationResult result = _test.Ledger.SimulateTransaction(ours.Bytes);
        return IsSame(Describe(result.Error), expected, result.LogMessages, outcome.Logs)
            ? null
            : $"{Describe(result.Error)}, where the programs say {expected}\n{outcome.Logs}\nours\n{string.Join('\n', result.LogMessages)}";
    }

    /// <summary>Runs a transaction on both, and compares error, calls, what the program returns, and accounts.</summary>
    /// <param name="error">The error on our side.</param>
    /// <param name="signers">Who signs besides the payer.</param>
    /// <param name="instructions">What it does.</param>
    /// <returns>What differs; null if nothing does.</returns>
    public string? Send(out TransactionError? error, Keypair[] signers, params Instruction[] instructions)
    {
        (Transaction ours, Transaction theirs) = Build(signers, instructions);
        LiteSvm.Outcome outcome = _svm.Send(theirs);
        string expected = ErrorOf(outcome);
        TransactionOutcome result = _test.Ledger.SendTransactions([ours.Bytes], new SendOptions { SkipPreflight = true })[0];
        error = result.Error;
        _test.Clock.Advance(_test.Ledger.SlotDuration);
        _svm.ExpireBlockhash();
        if (!IsSame(Describe(error), expected, result.LogMessages, outcome.Logs))
            return $"{Describe(error)}, where the programs say {expected}\n{outcome.Logs}";
        TransactionDetails? details = _test.Ledger.GetTransaction(ours.Id);
        if (error is null && details is not null)
        {
            string calls = Describe(details.InnerInstructions!);
            string theirCalls = Describe(outcome.Calls);
            if (calls != theirCalls)
                return $"calls\n{calls}\nwhere the programs make\n{theirCalls}";
            string returned = Returned(details.LogMessages!);
            string theirReturned = Returned(outcome.Logs.Split('\n'));
            if (returned != theirReturned)
                return $"returns {returned}, where the programs return {theirReturned}";
        }

        foreach (PublicKey key in ours.Message.AccountKeys)
        {
            if (Compare(key) is { } difference)
                return difference;
        }

        return null;
    }

    public void Dispose()
    {
        _svm.Dispose();
        _test.Dispose();
    }

    private static string Describe(IReadOnlyList<InnerInstruction> calls) => string.Join('\n', calls.Select(call =>
        $"{call.OuterIndex} {call.StackHeight} {call.ProgramId} {Convert.ToHexString(call.AccountIndexes.Span)} {Convert.ToHexString(call.Data.Span)}"));

    private static string Returned(IEnumerable<string> logs) =>
        string.Join('\n', logs.Where(line => line.StartsWith("Program return: ", StringComparison.Ordinal)));

    /// <summary>
    /// Where the programs die of their means, ours say why. The deployed compression programs overrun their stack while they report an
    /// error of the tree: its words in the log are what is left to compare. And a length that cannot be is memory that cannot be had. What the
    /// ledger says it does not run cannot be compared.
    /// </summary>
    private static bool IsSame(string ours, string theirs, IReadOnlyList<string> ourLogs, string theirLogs)
    {
        if (ours == theirs || ourLogs.Any(line => line.StartsWith("Program log: This ledger does not run", StringComparison.Ordinal)))
            return true;
        if (!theirs.EndsWith(nameof(InstructionErrorKind.ProgramFailedToComplete), StringComparison.Ordinal))
            return false;
        const string TreeError = "Program log: Error using concurrent merkle tree: ";
        if (theirLogs.Contains("Access violation in stack frame", StringComparison.Ordinal))
        {
            return ourLogs.FirstOrDefault(line => line.StartsWith(TreeError, StringComparison.Ordinal)) is { } words
                && theirLogs.Split('\n').Contains(words);
        }

        return theirLogs.Contains("memory allocation failed", StringComparison.Ordinal)
            && (ours.EndsWith(" Custom 102", StringComparison.Ordinal)
                || ours.EndsWith(nameof(InstructionErrorKind.BorshIoError), StringComparison.Ordinal));
    }

    /// <summary>An error in the words of Solana's runtime, as far as both have them.</summary>
    private static string Describe(TransactionError? error) => error switch
    {
        null => "",
        { InstructionIndex: { } index, InstructionError: InstructionErrorKind.Custom, CustomCode: { } code } =>
            string.Create(CultureInfo.InvariantCulture, $"{index} Custom {code}"),
        { InstructionIndex: { } index, InstructionError: { } kind } => string.Create(CultureInfo.InvariantCulture, $"{index} {kind}"),
        _ => error.Kind.ToString(),
    };

    private static string ErrorOf(LiteSvm.Outcome outcome)
    {
        if (outcome.Succeeded)
            return "";
        Match match = InstructionErrorText().Match(outcome.Error);
        if (!match.Success)
            return OtherErrorText().Match(outcome.Error).Groups[1].Value;
        string code = match.Groups[3].Value;
        return code.Length == 0 ? $"{match.Groups[1]} {match.Groups[2]}" : $"{match.Groups[1]} {match.Groups[2]} {code}";
    }

    [GeneratedRegex(@"err: InstructionError\((\d+), (\w+)(?:\((\d+)\))?")]
    private static partial Regex InstructionErrorText();

    [GeneratedRegex(@"err: (\w+)")]
    private static partial Regex OtherErrorText();

    private (Transaction Ours, Transaction Theirs) Build(Keypair[] signers, Instruction[] instructions) =>
        (_test.Build(signers, instructions), Transaction.Sign(
            Message.CompileLegacy(Payer.PublicKey, instructions, _svm.Blockhash), [Payer, .. signers]));

    private string? Compare(PublicKey key)
    {
        AccountInfo? ours = _test.Ledger.GetAccountInfo(key);
        if (ours is { IsExecutable: true } || key == ProgramIds.RentSysvar)
            return null;
        (byte[] data, ulong lamports, PublicKey owner) = _svm.Account(key) ?? ([], 0, ProgramIds.System);
        if ((ours?.Lamports ?? 0) != lamports)
            return $"{key} holds {ours?.Lamports ?? 0} lamports, where the programs leave {lamports}";
        if (ours is null || lamports == 0)
            return null;
        byte[] ourData = ours.Data.ToArray();
        if (owner == ProgramIds.SplAccountCompression || owner == ProgramIds.MplAccountCompression)
        {
            ourData.AsSpan(CreationSlotOffset, sizeof(ulong)).Clear();
            data.AsSpan(CreationSlotOffset, sizeof(ulong)).Clear();
        }

        if (ours.Owner != owner)
            return $"{key} is of {ours.Owner}, where the programs make it {owner}'s";
        int place = ourData.AsSpan().CommonPrefixLength(data);
        return place == ourData.Length && place == data.Length
            ? null
            : $"{key} differs from byte {place}: {Convert.ToHexString(ourData[place..])} of {ourData.Length} bytes, where the programs "
                + $"write {Convert.ToHexString(data[place..])} of {data.Length}";
    }
}
