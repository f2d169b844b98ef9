using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Storage;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

/// <summary>What the log survives: restarts, writes cut off at any byte, bytes changed anywhere, disks that fail.</summary>
public sealed class LedgerDurabilityTests : IDisposable
{
    private static readonly TreeSize Size = new(3, 8);

    private readonly TestLedger _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void ReopenedLedgerIsTheSame()
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        List<Signature> signatures = [];
        for (int i = 0; i < 5; i++)
        {
            signatures.Add(_test.Send(_test.Mint(tree, i)));
            _test.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        AccountInfo account = _test.Ledger.GetAccountInfo(tree)!;
        ulong balance = _test.Ledger.GetBalance(_test.Payer.PublicKey);
        SignatureStatus?[] statuses = [.. _test.Ledger.GetSignatureStatuses(signatures)];
        Hash256[] leaves = Leaves(tree);
        TransactionDetails details = _test.Ledger.GetTransaction(signatures[3])!;
        LatestBlockhash latest = _test.Ledger.GetLatestBlockhash();

        _test.Reopen();
        Assert.Null(_test.Ledger.TornTail);
        Assert.Equal(account.Data.ToArray(), _test.Ledger.GetAccountInfo(tree)!.Data.ToArray());
        Assert.Equal(balance, _test.Ledger.GetBalance(_test.Payer.PublicKey));
        Assert.Equal(statuses, _test.Ledger.GetSignatureStatuses(signatures));
        Assert.Equal(leaves, Leaves(tree));
        Assert.Equal(latest, _test.Ledger.GetLatestBlockhash());
        TransactionDetails again = _test.Ledger.GetTransaction(signatures[3])!;
        Assert.Equal(details.Transaction.Bytes.ToArray(), again.Transaction.Bytes.ToArray());
        Assert.Equal((details.Slot, details.BlockTime, details.Fee), (again.Slot, again.BlockTime, again.Fee));
        Assert.Equal(details.LogMessages, again.LogMessages);
        Assert.Equal(details.InnerInstructions!.Select(Text), again.InnerInstructions!.Select(Text));
        Assert.Equal(signatures[3], _test.Ledger.FindLeafTransaction(tree, 3));
    }

    [Fact]
    public void SameTransactionsMakeTheSameBytes()
    {
        byte[][] logs = new byte[2][];
        for (int i = 0; i < logs.Length; i++)
        {
            using TestLedger test = new();
            PublicKey tree = test.CreatedTree("tree", Size);
            test.Clock.Advance(TimeSpan.FromMilliseconds(1234));
            test.Ledger.SendTransactions([test.Build(test.Mint(tree, 1)).Bytes, test.Build(test.Mint(tree, 2)).Bytes]);
            test.Ledger.Dispose();
            logs[i] = File.ReadAllBytes(test.LogPath);
        }

        Assert.Equal(logs[0], logs[1]);
    }

    [Fact]
    public void LedgersOfOtherNamesAndTimesHaveOtherBlockhashes()
    {
        using TestLedger named = new(options => options.Name = "another");
        Assert.NotEqual(_test.Ledger.GetLatestBlockhash().Blockhash, named.Ledger.GetLatestBlockhash().Blockhash);
        Assert.Equal("another", named.Reopen().Name);
    }

    [Fact]
    public void WriteCutOffAtAnyByteLeavesThePrefix()
    {
        byte[] log = SmallLog(out long[] boundaries, out ulong[] balances);
        for (int length = LogHeader.Size; length <= log.Length; length++)
        {
            _test.Ledger.Dispose();
            File.WriteAllBytes(_test.LogPath, log[..length]);
            EmbeddedLedger reopened = _test.Reopen();

            int whole = boundaries.Count(boundary => boundary <= length) - 1;
            Assert.Equal(balances[whole], reopened.GetBalance(TestKeys.Key(1)));
            Assert.Equal(boundaries[whole], new FileInfo(_test.LogPath).Length);
            if (length == boundaries[whole])
            {
                Assert.Null(reopened.TornTail);
                continue;
            }

            TornTail torn = reopened.TornTail!;
            Assert.Equal(((ulong)whole, boundaries[whole], length - boundaries[whole]), (torn.RecordNumber, torn.Offset, torn.Length));
            Assert.Equal(log[(int)torn.Offset..length], File.ReadAllBytes(torn.SavedTo!));

            // And the ledger goes on from there.
            reopened.RequestAirdrop(TestKeys.Key(2), 1_000_000);
            Assert.Equal(1_000_000UL, _test.Reopen().GetBalance(TestKeys.Key(2)));
        }
    }

    [Fact]
    public void CutHeadIsRefused()
    {
        byte[] log = SmallLog(out _, out _);
        for (int length = 0; length < LogHeader.Size; length++)
        {
            _test.Ledger.Dispose();
            File.WriteAllBytes(_test.LogPath, log[..length]);
            Assert.Throws<LedgerCorruptedException>(() => _test.Reopen());
            Assert.Equal(length, new FileInfo(_test.LogPath).Length);
        }
    }

    // In a record that others follow, a changed byte is damage; in the last one, it cannot be told from a write that was cut off.
    [Fact]
    public void ByteChangedAnywhereIsNoticed()
    {
        byte[] log = SmallLog(out long[] boundaries, out ulong[] balances);
        for (int position = 0; position < log.Length; position++)
        {
            byte[] damaged = [.. log];
            damaged[position] ^= 0x10;
            _test.Ledger.Dispose();
            File.WriteAllBytes(_test.LogPath, damaged);
            if (position < boundaries[^2])
            {
                Assert.Throws<LedgerCorruptedException>(() => _test.Reopen());
                Assert.Equal(damaged, File.ReadAllBytes(_test.LogPath));
                continue;
            }

            EmbeddedLedger reopened = _test.Reopen();
            Assert.Equal(boundaries[^2], reopened.TornTail!.Offset);
            Assert.Equal(balances[^2], reopened.GetBalance(TestKeys.Key(1)));
        }
    }

    [Fact]
    public void LedgerOpenedToBeReadSeesWhatIsThereAndChangesNothing()
    {
        byte[] log = SmallLog(out long[] boundaries, out ulong[] balances);
        string directory = Path.GetDirectoryName(_test.LogPath)!;
        using (EmbeddedLedger beside = EmbeddedLedger.OpenReadOnly(directory))
            Assert.Equal(balances[^1], beside.GetBalance(TestKeys.Key(1)));

        _test.Ledger.Dispose();
        File.WriteAllBytes(_test.LogPath, log[..^1]);
        using EmbeddedLedger torn = EmbeddedLedger.OpenReadOnly(directory);
        Assert.Equal(balances[^2], torn.GetBalance(TestKeys.Key(1)));
        Assert.Equal((boundaries[^2], null), (torn.TornTail!.Offset, torn.TornTail.SavedTo));
        Assert.Throws<InvalidOperationException>(() => torn.RequestAirdrop(TestKeys.Key(2), 1_000_000));
        Assert.Equal(log[..^1], File.ReadAllBytes(_test.LogPath));

        Assert.Throws<FileNotFoundException>(() => EmbeddedLedger.OpenReadOnly(Path.GetTempPath()));
    }

    [Fact]
    public void RecordLostFromTheMiddleIsNoticed()
    {
        byte[] log = SmallLog(out long[] boundaries, out _);
        _test.Ledger.Dispose();
        File.WriteAllBytes(_test.LogPath, [.. log[..(int)boundaries[1]], .. log[(int)boundaries[2]..]]);
        Assert.Throws<LedgerCorruptedException>(() => _test.Reopen());
    }

    [Fact]
    public void ZerosThatAFileSystemLeftAreCutOff()
    {
        byte[] log = SmallLog(out _, out ulong[] balances);
        _test.Ledger.Dispose();
        File.WriteAllBytes(_test.LogPath, [.. log, .. new byte[5000]]);
        EmbeddedLedger reopened = _test.Reopen();
        Assert.Equal(5000, reopened.TornTail!.Length);
        Assert.Equal(balances[^1], reopened.GetBalance(TestKeys.Key(1)));
    }

    // The search for an intact record reads in pieces of a megabyte.
    [Theory]
    [InlineData(1024 * 1024 - 30)]
    [InlineData(1024 * 1024 - 2)]
    [InlineData(1024 * 1024)]
    [InlineData(3 * 1024 * 1024)]
    public void IntactRecordIsFoundFarBehindTheDamage(int distance)
    {
        byte[] log = SmallLog(out long[] boundaries, out _);
        _test.Ledger.Dispose();
        File.WriteAllBytes(_test.LogPath, [.. log[..(int)boundaries[2]], .. new byte[distance], .. log[(int)boundaries[3]..]]);
        Assert.Throws<LedgerCorruptedException>(() => _test.Reopen());
    }

    [Fact]
    public void LogOfProgramsThatBehaveDifferentlyIsRefused()
    {
        byte[] log = SmallLog(out long[] boundaries, out _);
        _test.Ledger.Dispose();

        // Another result, under a checksum that is right for it: what a version with other rules would have written.
        int last = (int)boundaries[^2];
        log[last + LogFrame.HeadBytes + 8] ^= 1;
        LogFrame.WriteHead(log.AsSpan(last), (ulong)boundaries.Length - 2, log.AsSpan(last + LogFrame.HeadBytes));
        File.WriteAllBytes(_test.LogPath, log);
        LedgerCorruptedException error = Assert.Throws<LedgerCorruptedException>(() => _test.Reopen());
        Assert.Contains("behave differently", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LogOfALaterFormatIsRefused()
    {
        byte[] log = SmallLog(out _, out _);
        _test.Ledger.Dispose();
        log[8] = 2;
        File.WriteAllBytes(_test.LogPath, log);
        LedgerCorruptedException error = Assert.Throws<LedgerCorruptedException>(() => _test.Reopen());
        Assert.Contains("format 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LedgerIsOpenOnceAtATime()
    {
        LedgerInUseException error = Assert.Throws<LedgerInUseException>(() => EmbeddedLedger.Open(_test.Directory));
        Assert.Contains("ledger.lock", error.Message, StringComparison.Ordinal);
        _test.Reopen();
    }

    [Fact]
    public void LedgerThatCannotBeOpenedIsNotLocked()
    {
        byte[] log = SmallLog(out _, out _);
        _test.Ledger.Dispose();
        File.WriteAllBytes(_test.LogPath, [1, 2, 3]);
        Assert.Throws<LedgerCorruptedException>(() => _test.Reopen());
        File.WriteAllBytes(_test.LogPath, log);
        _test.Reopen();
    }

    [Fact]
    public void DisposedLedgerAnswersNothing()
    {
        _test.Ledger.Dispose();
        _test.Ledger.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _test.Ledger.GetSlot());
        Assert.Throws<ObjectDisposedException>(() => _test.Ledger.RequestAirdrop(TestKeys.Key(1), 1_000_000));
    }

    // After a failed write memory may be ahead of the disk: nothing may be read from it any more.
    [Fact]
    public void FailedWriteStopsTheLedgerUntilItIsOpenedAnew()
    {
        bool isBroken = false;
        using TestLedger test = new(options => options.BeforeWrite = () =>
        {
            if (isBroken)
                throw new IOException("No space left on device");
        });
        test.Ledger.RequestAirdrop(TestKeys.Key(1), 1_000_000);
        isBroken = true;
        Assert.Throws<LedgerFaultedException>(() => test.Ledger.RequestAirdrop(TestKeys.Key(1), 1_000_000));
        isBroken = false;
        LedgerFaultedException error = Assert.Throws<LedgerFaultedException>(() => test.Ledger.GetBalance(TestKeys.Key(1)));
        Assert.Contains("No space left", error.InnerException!.Message, StringComparison.Ordinal);
        Assert.Throws<LedgerFaultedException>(() => test.Ledger.RequestAirdrop(TestKeys.Key(1), 1_000_000));
        Assert.Equal(1_000_000UL, test.Reopen().GetBalance(TestKeys.Key(1)));
    }

    [Fact]
    public void NothingIsWrittenForWhatIsTurnedAway()
    {
        long before = new FileInfo(_test.LogPath).Length;
        _test.Refusal(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), TestLedger.Funds));
        _test.Ledger.SendTransactions([new byte[] { 1 }]);
        Assert.Equal(before, new FileInfo(_test.LogPath).Length);
    }

    [Fact]
    public void ClockSetBackDoesNotTakeTheLedgerAlong()
    {
        _test.Clock.Advance(TimeSpan.FromMinutes(10));
        _test.Ledger.RequestAirdrop(TestKeys.Key(1), 1_000_000);
        ulong slot = _test.Ledger.GetSlot();
        Assert.Equal(1500UL, slot);
        _test.Clock.AdjustTime(_test.Clock.Start);
        Assert.Equal(slot, _test.Ledger.GetSlot());
        Assert.Equal(slot, _test.Reopen().GetSlot());
        _test.Ledger.RequestAirdrop(TestKeys.Key(1), 1_000_000);
    }

    [Fact]
    public void OldTransactionsLoseTheirLogsAndKeepAllElse()
    {
        using TestLedger test = new(options => options.RetainedTransactions = 2);
        PublicKey tree = test.CreatedTree("tree", Size);
        Signature[] signatures = [.. Enumerable.Range(0, 4).Select(i => test.Send(test.Mint(tree, i)))];
        Assert.Equal([true, true, false, false], signatures.Select(signature =>
            test.Ledger.GetTransaction(signature)!.InnerInstructions is null));
        Assert.Equal(signatures, signatures.Select(signature => test.Ledger.GetTransaction(signature)!.Transaction.Id));
        Assert.Equal(signatures, Enumerable.Range(0, 4).Select(index => test.Ledger.FindLeafTransaction(tree, index)!.Value));
    }

    [Fact]
    public void OptionsAreCheckedTogether()
    {
        EmbeddedLedgerOptions options = new()
        {
            Name = new string('x', 33),
            SlotDuration = TimeSpan.Zero,
            RetainedTransactions = 0,
            TimeProvider = null!
        };
        ArgumentException error = Assert.Throws<ArgumentException>(() => EmbeddedLedger.Open(_test.Directory, options));
        foreach (string name in (string[])["Name", "SlotDuration", "RetainedTransactions", "TimeProvider"])
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnswersAreBounded()
    {
        Assert.Equal(256, _test.Ledger.GetSignatureStatuses(new Signature[256]).Count);
        Assert.Throws<ArgumentException>(() => _test.Ledger.GetSignatureStatuses(new Signature[257]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _test.Ledger.ReadLeaves(default, -1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => _test.Ledger.FindLeafTransaction(default, -1));
        Assert.Throws<ArgumentException>(() => _test.Ledger.GetAccountInfo(default, new DataSlice(-1, 1)));
        Assert.Null(_test.Ledger.GetTransaction(default));
        Assert.Null(_test.Ledger.GetSignatureStatuses([default])[0]);
    }

    [Theory]
    [InlineData(0, 8, 8)]
    [InlineData(90, 6, 6)]
    [InlineData(90, 7, 6)]
    [InlineData(96, 1, 0)]
    [InlineData(1000, 1000, 0)]
    public void SliceOfDataEndsWithTheData(int offset, int length, int expected)
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        PublicKey config = ProgramAddress.TreeAuthority(tree);
        AccountInfo slice = _test.Ledger.GetAccountInfo(config, new DataSlice(offset, length))!;
        byte[] whole = _test.Ledger.GetAccountInfo(config)!.Data.ToArray();
        Assert.Equal(whole.Skip(offset).Take(length), slice.Data.ToArray());
        Assert.Equal((expected, 96), (slice.Data.Length, slice.DataLength));
    }

    [Fact]
    public void ManyThreadsShareTheLedger()
    {
        Keypair[] wallets = [.. Enumerable.Range(0, 8).Select(i => TestKeys.Pair($"wallet {i}"))];
        foreach (Keypair wallet in wallets)
            _test.Ledger.RequestAirdrop(wallet.PublicKey, 1_000_000_000);
        Parallel.ForEach(wallets, wallet =>
        {
            for (int i = 0; i < 20; i++)
            {
                Message message = Message.CompileLegacy(
                    wallet.PublicKey,
                    [SystemInstructions.Transfer(wallet.PublicKey, TestKeys.Key(1), 1_000_000 + (ulong)i)],
                    _test.Ledger.GetLatestBlockhash().Blockhash);
                _test.Ledger.SendTransaction(Transaction.Sign(message, wallet).Bytes);
            }
        });
        ulong expected = 8 * ((20 * 1_000_000UL) + (20 * 19 / 2));
        Assert.Equal(expected, _test.Ledger.GetBalance(TestKeys.Key(1)));
        Assert.Equal(expected, _test.Reopen().GetBalance(TestKeys.Key(1)));
        Array.ForEach(wallets, wallet => wallet.Dispose());
    }

    private static string Text(InnerInstruction call) =>
        $"{call.OuterIndex} {call.StackHeight} {call.ProgramId} "
        + $"{Convert.ToHexString(call.AccountIndexes.Span)} {Convert.ToHexString(call.Data.Span)}";

    private Hash256[] Leaves(PublicKey tree)
    {
        Hash256[] leaves = new Hash256[16];
        return leaves[.._test.Ledger.ReadLeaves(tree, 0, leaves)];
    }

    /// <summary>A log of a head and some records; where each ends, and the balance of a wallet then.</summary>
    private byte[] SmallLog(out long[] boundaries, out ulong[] balances)
    {
        List<long> ends = [LogHeader.Size, new FileInfo(_test.LogPath).Length];
        List<ulong> held = [0, 0];
        for (int i = 0; i < 3; i++)
        {
            _test.Ledger.RequestAirdrop(TestKeys.Key(1), 1_000_000);
            ends.Add(new FileInfo(_test.LogPath).Length);
            held.Add(_test.Ledger.GetBalance(TestKeys.Key(1)));
        }

        boundaries = [.. ends];
        balances = [.. held];
        _test.Ledger.Dispose();
        return File.ReadAllBytes(_test.LogPath);
    }
}
