using Piwa.Chain;
using Piwa.Chain.Anchoring;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Ledger.Programs;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Minting;
using Piwa.Chain.Provenance;
using Piwa.Chain.Provenance.Registry;
using Piwa.Chain.Provenance.Settlement;
using Piwa.Chain.Rpc;
using Piwa.Chain.Storage;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
using Piwa.Tests.Chain;

namespace Piwa.Tests.Fuzzing;

/// <content>Keys, transactions, accounts, and the logs on disk.</content>
internal sealed partial class FuzzTargets
{
    private IEnumerable<FuzzTarget> Keys() =>
    [
        new("base58", FuzzForm.Text, input =>
        {
            string text = Text(input);
            if (PublicKey.TryParse(text, out PublicKey key))
                Same(text, key.ToString());
            if (Signature.TryParse(text, out Signature signature))
                Same(text, signature.ToString());
            if (Base58.DecodeLong(text) is { } bytes)
                Same(text, Base58.EncodeLong(bytes));
        }),
        new("keypair-file", FuzzForm.Json, input =>
        {
            string path = FileOf(input, "keypair.json");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            KeypairFile.Load(path).Dispose();
        }, typeof(KeypairFileException)),
        new("transaction", FuzzForm.Binary, input =>
        {
            Transaction transaction = Transaction.Parse(input);
            Same(input, transaction.Bytes.Span);
            Same(transaction.Message.Bytes.Span, Message.Parse(transaction.Message.Bytes).Bytes.Span);
        }, typeof(WireFormatException)) { MaxBytes = 1500 },
        new("message", FuzzForm.Binary, input =>
        {
            Message message = Message.Parse(input);
            message.Decompile([new AddressLookupTable(TestKeys.Key(5), [.. Enumerable.Range(6, 8).Select(TestKeys.Key)])]);
        }, typeof(WireFormatException), typeof(ArgumentException)) { MaxBytes = 1500 },
        Parsed("metadata-v1", input => MetadataArgs.Parse(input, out _).Encode()),
        Parsed("metadata-v2", input => MetadataArgsV2.Parse(input, out _).Encode()),
        Parsed("metadata-update", input => MetadataUpdate.Parse(input, out _).Encode()),
        new("bubblegum-call", FuzzForm.Binary, input => BubblegumCall.ReadMetadata(input, TestKeys.Key), typeof(WireFormatException)),
    ];

    private static IEnumerable<FuzzTarget> Accounts() =>
    [
        Parsed("leaf-event", input => LeafEvent.Parse(input).Encode()),
        new("change-log", FuzzForm.Binary, input => ChangeLogEvent.Parse(input), typeof(WireFormatException)),
        Parsed("tree-config", input => TreeConfig.Parse(input).Encode()),
        Parsed("core-collection", input => CoreCollectionAccount.Parse(input).Encode()),
        Parsed("nonce", input => NonceAccount.Parse(input).Encode()),
        new("lookup-table", FuzzForm.Binary, input =>
        {
            LookupTableState.TryRead(input, out _);
            AddressLookupTable.Parse(TestKeys.Key(1), input);
        }, typeof(WireFormatException)),
        new("token", FuzzForm.Binary, input =>
        {
            MintState.ReadAny(input, out _);
            TokenHolding.ReadAny(input, out _);
            TokenMultisig.TryRead(input, out _);
            TokenAccountInfo.TryParse(TestKeys.Key(1), input, out _);
            if (input.Length == 82)
                TokenMint.Parse(input);
            else
                TokenAccount.Parse(input);
        }, typeof(WireFormatException)),
        new("parsed-account", FuzzForm.Binary, input =>
        {
            foreach (PublicKey owner in (PublicKey[])[ProgramIds.Token, ProgramIds.System, ProgramIds.AddressLookupTable])
                ParsedAccountJson.Parse(new AccountInfo(1, owner, input, false, input.Length), _ => 9)?.ToJsonString();
        }),
        new("tree-account", FuzzForm.Binary, input =>
        {
            ConcurrentMerkleTree.LocateRoot(input);
            ConcurrentMerkleTree tree = ConcurrentMerkleTree.Open(input);
            _ = (tree.Root, tree.LeafCount, tree.RightmostLeaf, tree.LastChange.Length);
        }, typeof(WireFormatException)),
    ];

    /// <summary>Logs on disk: the input is the body of a record whose head and checksums hold, or all that stands behind the log's head.</summary>
    private IEnumerable<FuzzTarget> Logs() =>
    [
        new("mint-journal", FuzzForm.Binary, input =>
        {
            using MintJournal journal = new(Log(JournalHeader.Encode(TestKeys.Key(1), TestKeys.Key(2)), input), TestKeys.Key(1), TestKeys.Key(2));
            FuzzException.Unless(journal.End == 0 || journal.Find(0) is not null, "The entry is not found.");
        }, typeof(JournalException)),
        new("promotions", FuzzForm.Binary, input => new PromotionRegister(Log(PromotionRegister.Head(), input)).Dispose(), typeof(PromotionRegisterException)),
        new("oracle-record", FuzzForm.Json, input => new OracleRecords(Log(LogHead.Of("PIWAORCL"u8, 1), input)).Dispose(), typeof(OracleRecordException)),
        new("log-file", FuzzForm.Binary, input =>
        {
            MemoryLogStorage storage = new(LogHead.Of("PIWAORCL"u8, 1));
            storage.WriteAt(storage.Length, input);
            new OracleRecords(storage).Dispose();
        }, typeof(OracleRecordException)),
        new("ledger-log", FuzzForm.Binary, input =>
        {
            MemoryLogStorage storage = EmbeddedLedger.NewStorage(FuzzSeeds.LedgerOptions);
            storage.WriteAt(storage.Length, Frame(input));
            EmbeddedLedger.OpenInMemory(storage, FuzzSeeds.LedgerOptions).Dispose();
        }, typeof(LedgerCorruptedException)) { Mutations = 300, FixedBytes = 16 << 20 },
        new("registry-mark", FuzzForm.Binary, input =>
        {
            File.WriteAllBytes(_home[RegistryMark.FileName], input);
            RegistryMark.Open(_home.Path).Dispose();
        }, typeof(UploadRegistryCorruptedException)) { Mutations = 300 },
        new("upload-value", FuzzForm.Binary, input =>
        {
            if (!UploadValue.TryRead(input, out UploadValue value))
                return;
            byte[] bytes = new byte[UploadValue.MaximumBytes];
            FuzzException.Unless(UploadValue.TryRead(bytes.AsSpan(0, value.Write(bytes)), out UploadValue again) && again == value, "Read again it is another.");
        }),
        new("upload-records", FuzzForm.Binary, input =>
        {
            // The end that counts and checks them holds.
            byte[] counted = [.. RecordFormat.Magic, .. input, .. BitConverter.GetBytes((long)(input.Length / RecordFormat.RecordBytes))];
            using UploadRecordReader reader = new(FileOf([.. counted, .. BitConverter.GetBytes(Crc32C.Compute(counted))]));
            while (reader.TryRead(out _))
            {
            }
        }, typeof(InvalidDataException)) { Mutations = 300 },
        new("known-sources", FuzzForm.Binary, input => KnownSourceTable.Read(FileOf(input)), typeof(KnownSourceTableException)) { Mutations = 300 },
    ];

    /// <summary>A parser of the wire that has a writer.</summary>
    private static FuzzTarget Parsed(string name, Func<byte[], byte[]> parseAndEncode) => new(name, FuzzForm.Binary, input =>
    {
        byte[] bytes = parseAndEncode(input);
        Same(bytes, parseAndEncode(bytes));
    }, typeof(WireFormatException));

    private static MemoryLogStorage Log(byte[] head, byte[] body)
    {
        MemoryLogStorage storage = new(head);
        storage.WriteAt(storage.Length, Frame(body));
        return storage;
    }

    private static byte[] Frame(byte[] body)
    {
        byte[] frame = [.. new byte[LogFrame.HeadBytes], .. body];
        LogFrame.WriteHead(frame, 0, body);
        return frame;
    }
}
