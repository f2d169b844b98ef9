using System.Text.Json;
using Piwa.Chain.Anchoring;
using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Provenance;
using Piwa.Chain.Provenance.Registry;
using Piwa.Chain.Provenance.Settlement;
using Piwa.Chain.Storage;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
using Piwa.Tests.Chain;
using Piwa.Tests.Chain.Anchoring;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Chain.Trees;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fuzzing;

/// <content>Keys, transactions, accounts, and the logs on disk.</content>
internal static partial class FuzzSeeds
{
    private static IEnumerable<(string, byte[])> OfChain()
    {
        yield return ("base58", Utf8(TestKeys.Key(1).ToString()));
        yield return ("base58", Utf8(new Signature([.. TestKeys.Key(1).ToArray(), .. TestKeys.Key(2).ToArray()]).ToString()));
        yield return ("base58", Utf8(Base58.EncodeLong(new byte[100])));
        using (TemporaryDirectory home = new())
        {
            KeypairFile.LoadOrCreate(home["key"]).Dispose();
            yield return ("keypair-file", File.ReadAllBytes(home["key"]));
        }

        using FuzzWorld world = new();
        PublicKey payer = world.Accounts[0];
        foreach (Instruction instruction in world.Instructions.DistinctBy(each => (each.ProgramId, Convert.ToHexString(each.Data.Span[..Math.Min(8, each.Data.Length)]))))
        {
            if (instruction.ProgramId == ProgramIds.Bubblegum)
                yield return ("bubblegum-call", instruction.Data.ToArray());
            int program = Array.IndexOf(FuzzWorld.Programs, instruction.ProgramId);
            byte[] accounts = [.. instruction.Accounts.Take(20).Select(meta =>
                (byte)((Math.Max(0, Array.IndexOf(world.Accounts, meta.Key)) << 2) | (meta.IsSigner ? 1 : 0) | (meta.IsWritable ? 2 : 0)))];
            yield return ("programs", [(byte)program, (byte)(accounts.Length % 20), .. accounts, .. instruction.Data.Span]);
        }

        AddressLookupTable table = new(TestKeys.Key(5), [TestKeys.Key(6), TestKeys.Key(7)]);
        Instruction call = new(ProgramIds.SplNoop, [AccountMeta.Writable(TestKeys.Key(6)), AccountMeta.ReadOnly(TestKeys.Key(7))], new byte[3]);
        Message[] messages =
        [
            Message.CompileLegacy(payer, [SystemInstructions.Transfer(payer, TestKeys.Key(1), 5), MemoInstructions.Memo("x")], TestKeys.Leaf(1)),
            Message.CompileV0(payer, [call], TestKeys.Leaf(1), [table]),
        ];
        foreach (Message message in messages)
        {
            yield return ("message", message.Bytes.ToArray());
            yield return ("transaction", [1, .. new byte[Signature.Size], .. message.Bytes.Span]);
        }

        MetadataArgs metadata = new()
        {
            Name = "Piwa #1",
            Symbol = "PIWA",
            Uri = "ar://x",
            Creators = [new Creator(TestKeys.Key(3), true, 100)],
            Collection = new CollectionClaim(TestKeys.Key(4), false),
            Uses = new Uses(UseMethod.MultipleUse, 3, 5),
            EditionNonce = 7,
        };
        yield return ("metadata-v1", metadata.Encode());
        yield return ("metadata-v2", new MetadataArgsV2 { Name = "x", Symbol = "y", Uri = "z", Collection = TestKeys.Key(4), Creators = [new Creator(TestKeys.Key(3), true, 100)] }.Encode());
        yield return ("metadata-update", new MetadataUpdate { Name = "x", Uri = "y", SellerFeeBasisPoints = 5, IsMutable = false }.Encode());
        LeafSchema leaf = LeafSchema.ForMint(TestKeys.Key(1), 0, TestKeys.Key(9), TestKeys.Key(9), TestLedger.Metadata(0));
        yield return ("leaf-event", new LeafEvent(leaf, leaf.Hash()).Encode());
        foreach (PublicKey account in world.Accounts)
        {
            if (world.Ledger.GetAccountInfo(account) is not { Data.Length: > 0 } info)
                continue;
            byte[] data = info.Data.ToArray();
            if (info.Owner == ProgramIds.SplAccountCompression || info.Owner == ProgramIds.MplAccountCompression)
            {
                yield return ("tree-account", data);
                yield return ("change-log", TreeEvents.Encode(account, ConcurrentMerkleTree.Open(data)));
            }

            string? target =
                info.Owner == ProgramIds.Bubblegum ? "tree-config"
                : info.Owner == ProgramIds.MplCore ? "core-collection"
                : info.Owner == ProgramIds.Token ? "token"
                : info.Owner == ProgramIds.System ? "nonce"
                : null;
            if (target is null)
                continue;
            yield return (target, data);
            yield return ("parsed-account", data);
        }

        byte[] lookup = [1, 0, 0, 0, .. Enumerable.Repeat((byte)0xFF, 8), .. new byte[8], 0, 1, .. TestKeys.Key(1).ToArray(), 0, 0, .. TestKeys.Key(6).ToArray()];
        yield return ("lookup-table", lookup);
        yield return ("parsed-account", lookup);
    }

    private static IEnumerable<(string, byte[])> OfLogs()
    {
        JournalEntry entry = new()
        {
            FirstLeaf = 0,
            Leaves = [TestKeys.Leaf(1), TestKeys.Leaf(2)],
            Root = TestKeys.Leaf(3),
            LastValidBlockHeight = 100,
            Transaction = new byte[Signature.Size + 20],
        };
        byte[] bytes = new byte[entry.EncodedBytes];
        entry.Write(bytes);
        yield return ("mint-journal", bytes);

        AnchoredShard shard = AnchorTestSupport.Shard(0, 5);
        MerkleProof inShard = shard.GetProof(2), inTree = new(shard.Root, 1, [TestKeys.Leaf(8), TestKeys.Leaf(9)]);
        PromotionRequest request = new(
            new AnchorProof(AnchorTestSupport.Asset(2), inShard, new ShardAnchor(0, TestKeys.Key(1), 1, shard.Root), inTree, TestKeys.Leaf(4)),
            AnchorTestSupport.Metadata(2));
        byte[] body = new byte[sizeof(uint) + PromotionRecord.EncodedBytes(request)];
        BorshWriter writer = new(body);
        writer.WriteUInt32(1);
        PromotionRecord.Write(ref writer, request);
        yield return ("promotions", body);

        byte[] record = JsonSerializer.SerializeToUtf8Bytes(
            new OracleRecord { Time = DateTimeOffset.UnixEpoch, Wallet = TestKeys.Key(1).ToString(), Shard = "a/b", Assets = 8, Sampled = 2, IsApproved = true },
            OracleJson.Default.OracleRecord);
        yield return ("oracle-record", record);
        byte[] frame = [.. new byte[LogFrame.HeadBytes], .. record];
        LogFrame.WriteHead(frame, 0, record);
        byte[] second = [.. frame];
        LogFrame.WriteHead(second, 1, record);
        yield return ("log-file", [.. frame, .. second]);

        using (EmbeddedLedger ledger = EmbeddedLedger.OpenInMemory(LedgerOptions))
        {
            MemoryLogStorage storage = EmbeddedLedger.NewStorage(LedgerOptions);
            using (EmbeddedLedger kept = EmbeddedLedger.OpenInMemory(storage, LedgerOptions))
                kept.RequestAirdrop(TestKeys.Key(1), 1_000_000_000);
            byte[] log = new byte[storage.Length - LogHeader.Size];
            storage.ReadAt(LogHeader.Size, log);
            yield return ("ledger-log", log[LogFrame.HeadBytes..]);
        }

        yield return ("ledger-log", new ForkRecord(5, 1, 3).Encode()[LogFrame.HeadBytes..]);
        using TemporaryDirectory home = new();
        RegistryMark.Open(home.Path).Dispose();
        yield return ("registry-mark", File.ReadAllBytes(home[RegistryMark.FileName]));
        byte[] value = new byte[UploadValue.MaximumBytes];
        yield return ("upload-value", value[..new UploadValue(300, 1_764_212_580_123, ContentKind.Mesh).Write(value)]);
        byte[] records = new byte[2 * RecordFormat.RecordBytes];
        for (int i = 0; i < 2; i++)
            RecordFormat.Write(records.AsSpan(i * RecordFormat.RecordBytes), new UploadRecord(TestKeys.Leaf(i), i, 7, ContentKind.Mesh, TestKeys.Key(1)));
        yield return ("upload-records", records);
        using Keypair issuer = TestKeys.Pair("issuer");
        KnownSourceTableBuilder table = new("scans", version: 1);
        for (int i = 0; i < 5; i++)
            table.Add(new KnownSource(i % 2 == 0 ? "A museum" : "A studio", TestKeys.Key(i % 2)), TestKeys.Leaf(i));
        table.WriteAsync(home["table"], issuer).GetAwaiter().GetResult();
        yield return ("known-sources", File.ReadAllBytes(home["table"]));
    }
}
