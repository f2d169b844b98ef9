using System.Text.Json.Nodes;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
using Piwa.Tests.Infrastructure;
using static Piwa.Tests.Chain.Peers.PeerValues;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Instructions of Solana's own programs and of account compression, with fresh random inputs, against @solana/web3.js,
/// @solana/spl-token, @solana/spl-memo and @solana/spl-account-compression.</summary>
public sealed class SolanaPeerTests(ITestOutputHelper output)
{
    private const int Rounds = 40;

    [Fact]
    public void InstructionsAreThoseOfTheNpmClients()
    {
        NodeTool.Require(PeerCases.Tool);
        RandomChain random = RandomChain.Fresh(output);
        PeerCases cases = new();
        for (int round = 0; round < Rounds; round++)
        {
            AddComputeBudget(cases, random);
            AddSystem(cases, random);
            AddNonce(cases, random);
            AddLookupTable(cases, random);
            AddToken(cases, random);
            AddCompression(cases, random, CompressionProgram.Spl);
            AddCompression(cases, random, CompressionProgram.Mpl);
        }

        IReadOnlyDictionary<string, int> counts = cases.Check(random.Seed);
        output.WriteLine($"{cases.Count} instructions of {counts.Count} kinds agree.");
        Assert.Equal(43, counts.Count);
    }

    [Fact]
    public void TreeSizesAreThoseOfTheNpmClient()
    {
        NodeTool.Require(PeerCases.Tool);
        PeerCases cases = new();
        foreach (TreeSize size in TreeSize.All)
        {
            for (int canopy = 0; canopy <= Math.Min(size.Depth, 17); canopy++)
            {
                cases.Add("size", new JsonObject { ["size"] = new JsonArray(size.Depth, size.BufferSize, canopy) },
                    JsonValue.Create(new TreeSize(size.Depth, size.BufferSize, canopy).AccountBytes).ToJsonString());
            }
        }

        cases.Check(seed: 0);
        output.WriteLine($"{cases.Count} sizes agree.");
    }

    private static void AddComputeBudget(PeerCases cases, RandomChain random)
    {
        uint units = (uint)random.UInt64();
        ulong price = random.UInt64();
        cases.Add("web3", "ComputeBudgetProgram.setComputeUnitLimit", [new JsonObject { ["units"] = units }],
            ComputeBudgetInstructions.SetComputeUnitLimit(units));
        cases.Add("web3", "ComputeBudgetProgram.setComputeUnitPrice", [new JsonObject { ["microLamports"] = Big(price) }],
            ComputeBudgetInstructions.SetComputeUnitPrice(price));
        cases.Add("web3", "ComputeBudgetProgram.requestHeapFrame", [new JsonObject { ["bytes"] = units }],
            ComputeBudgetInstructions.RequestHeapFrame(units));
        PublicKey[] signers = [.. Enumerable.Range(0, random.Below(3)).Select(_ => random.Key())];
        string text = random.Text(60);
        cases.Add("memo", "createMemoInstruction", [text, Keys(signers)], MemoInstructions.Memo(text, signers));
    }

    private static void AddSystem(PeerCases cases, RandomChain random)
    {
        (PublicKey from, PublicKey to, PublicKey owner) = (random.Key(), random.Key(), random.Key());
        (int lamports, int space) = (random.Below(int.MaxValue), random.Below(10_000_000));
        ulong amount = random.UInt64();
        string seed = random.Text(32);
        PublicKey seeded = ProgramAddress.WithSeed(from, seed, owner);
        cases.Add("web3", "SystemProgram.transfer",
            [new JsonObject { ["fromPubkey"] = Key(from), ["toPubkey"] = Key(to), ["lamports"] = Big(amount) }],
            SystemInstructions.Transfer(from, to, amount));
        cases.Add("web3", "SystemProgram.createAccount",
            [
                new JsonObject
                {
                    ["fromPubkey"] = Key(from), ["newAccountPubkey"] = Key(to), ["lamports"] = lamports, ["space"] = space,
                    ["programId"] = Key(owner),
                },
            ],
            SystemInstructions.CreateAccount(from, to, (ulong)lamports, (ulong)space, owner));
        cases.Add("web3", "SystemProgram.createAccountWithSeed",
            [
                new JsonObject
                {
                    ["fromPubkey"] = Key(to), ["newAccountPubkey"] = Key(seeded), ["basePubkey"] = Key(from), ["seed"] = seed,
                    ["lamports"] = lamports, ["space"] = space, ["programId"] = Key(owner),
                },
            ],
            SystemInstructions.CreateAccountWithSeed(to, from, seed, (ulong)lamports, (ulong)space, owner));
        cases.Add("web3", "SystemProgram.allocate", [new JsonObject { ["accountPubkey"] = Key(from), ["space"] = space }],
            SystemInstructions.Allocate(from, (ulong)space));
        cases.Add("web3", "SystemProgram.assign", [new JsonObject { ["accountPubkey"] = Key(from), ["programId"] = Key(owner) }],
            SystemInstructions.Assign(from, owner));
    }

    private static void AddNonce(PeerCases cases, RandomChain random)
    {
        (PublicKey payer, PublicKey nonce, PublicKey authority, PublicKey other) =
            (random.Key(), random.Key(), random.Key(), random.Key());
        int lamports = random.Below(int.MaxValue);
        cases.Add("web3", "SystemProgram.createNonceAccount",
            [
                new JsonObject
                {
                    ["fromPubkey"] = Key(payer), ["noncePubkey"] = Key(nonce), ["authorizedPubkey"] = Key(authority),
                    ["lamports"] = lamports,
                },
            ],
            SystemInstructions.CreateNonceAccount(payer, nonce, authority, (ulong)lamports));
        JsonObject Nonce(params (string Name, JsonNode Value)[] more)
        {
            JsonObject input = new() { ["noncePubkey"] = Key(nonce), ["authorizedPubkey"] = Key(authority) };
            foreach ((string name, JsonNode value) in more)
                input[name] = value;
            return input;
        }

        cases.Add("web3", "SystemProgram.nonceAdvance", [Nonce()], SystemInstructions.AdvanceNonceAccount(nonce, authority));
        cases.Add("web3", "SystemProgram.nonceWithdraw", [Nonce(("toPubkey", Key(other)), ("lamports", JsonValue.Create(lamports)))],
            SystemInstructions.WithdrawNonceAccount(nonce, authority, other, (ulong)lamports));
        cases.Add("web3", "SystemProgram.nonceAuthorize", [Nonce(("newAuthorizedPubkey", Key(other)))],
            SystemInstructions.AuthorizeNonceAccount(nonce, authority, other));
    }

    private static void AddLookupTable(PeerCases cases, RandomChain random)
    {
        (PublicKey table, PublicKey authority, PublicKey payer) = (random.Key(), random.Key(), random.Key());
        ulong slot = random.UInt64();
        PublicKey[] addresses = [.. Enumerable.Range(0, 1 + random.Below(30)).Select(_ => random.Key())];
        cases.Add("web3", "AddressLookupTableProgram.createLookupTable",
            [new JsonObject { ["authority"] = Key(authority), ["payer"] = Key(payer), ["recentSlot"] = Big(slot) }],
            AddressLookupTableInstructions.Create(authority, payer, slot, authoritySigns: true));
        cases.Add("web3", "AddressLookupTableProgram.extendLookupTable",
            [
                new JsonObject
                {
                    ["lookupTable"] = Key(table), ["authority"] = Key(authority), ["payer"] = Key(payer), ["addresses"] = Keys(addresses),
                },
            ],
            AddressLookupTableInstructions.Extend(table, authority, payer, addresses));
        JsonObject Of() => new() { ["lookupTable"] = Key(table), ["authority"] = Key(authority) };
        cases.Add("web3", "AddressLookupTableProgram.freezeLookupTable", [Of()], AddressLookupTableInstructions.Freeze(table, authority));
        cases.Add("web3", "AddressLookupTableProgram.deactivateLookupTable", [Of()],
            AddressLookupTableInstructions.Deactivate(table, authority));
        JsonObject close = Of();
        close["recipient"] = Key(payer);
        cases.Add("web3", "AddressLookupTableProgram.closeLookupTable", [close],
            AddressLookupTableInstructions.Close(table, authority, payer));
    }

    private static void AddToken(PeerCases cases, RandomChain random)
    {
        (PublicKey a, PublicKey b, PublicKey mint, PublicKey owner) = (random.Key(), random.Key(), random.Key(), random.Key());
        byte decimals = (byte)random.Below(256);
        ulong amount = random.UInt64();
        PublicKey? freeze = random.MaybeKey();
        JsonNode? Freeze() => freeze is { } key ? Key(key) : null;
        cases.Add("token", "createInitializeMintInstruction", [Key(mint), decimals, Key(owner), Freeze()!],
            TokenInstructions.InitializeMint(mint, decimals, owner, freeze));
        cases.Add("token", "createInitializeMint2Instruction", [Key(mint), decimals, Key(owner), Freeze()!],
            TokenInstructions.InitializeMint2(mint, decimals, owner, freeze));
        cases.Add("token", "createInitializeAccountInstruction", [Key(a), Key(mint), Key(owner)],
            TokenInstructions.InitializeAccount(a, mint, owner));
        cases.Add("token", "createInitializeAccount3Instruction", [Key(a), Key(mint), Key(owner)],
            TokenInstructions.InitializeAccount3(a, mint, owner));
        PublicKey associated = ProgramAddress.TokenAccount(owner, mint);
        cases.Add("token", "createAssociatedTokenAccountInstruction", [Key(a), Key(associated), Key(owner), Key(mint)],
            TokenInstructions.CreateAssociatedAccount(a, owner, mint));
        cases.Add("token", "createAssociatedTokenAccountIdempotentInstruction", [Key(a), Key(associated), Key(owner), Key(mint)],
            TokenInstructions.CreateAssociatedAccount(a, owner, mint, mayExist: true));
        cases.Add("token", "createTransferInstruction", [Key(a), Key(b), Key(owner), Big(amount)],
            TokenInstructions.Transfer(a, b, owner, amount));
        cases.Add("token", "createTransferCheckedInstruction", [Key(a), Key(mint), Key(b), Key(owner), Big(amount), decimals],
            TokenInstructions.TransferChecked(a, mint, b, owner, amount, decimals));
        cases.Add("token", "createMintToInstruction", [Key(mint), Key(a), Key(owner), Big(amount)],
            TokenInstructions.MintTo(mint, a, owner, amount));
        cases.Add("token", "createBurnInstruction", [Key(a), Key(mint), Key(owner), Big(amount)],
            TokenInstructions.Burn(a, mint, owner, amount));
        cases.Add("token", "createCloseAccountInstruction", [Key(a), Key(b), Key(owner)], TokenInstructions.CloseAccount(a, b, owner));
    }

    private static void AddCompression(PeerCases cases, RandomChain random, CompressionProgram program)
    {
        (PublicKey tree, PublicKey authority, PublicKey other) = (random.Key(), random.Key(), random.Key());
        TreeSize size = random.Size();
        Hash256 leaf = random.Hash();
        MerkleProof proof = random.Proof(random.Hash());
        int canopy = random.Below(proof.Siblings.Count + 1);
        Hash256 root = random.Hash();
        JsonArray Proof() =>
        [
            .. proof.Siblings.Take(proof.Siblings.Count - canopy).Select(node => (JsonNode)new JsonObject
            {
                ["pubkey"] = Key(new PublicKey(node.ToArray())), ["isSigner"] = false, ["isWritable"] = false,
            }),
        ];
        JsonObject Accounts(bool hasNoop = true, JsonArray? proofAccounts = null)
        {
            JsonObject accounts = new() { ["merkleTree"] = Key(tree), ["authority"] = Key(authority) };
            if (hasNoop)
                accounts["noop"] = Key(program.Noop);
            if (proofAccounts is not null)
                accounts["anchorRemainingAccounts"] = proofAccounts;
            return accounts;
        }

        void Add(string name, JsonObject accounts, JsonObject? args, Instruction ours)
        {
            JsonNode[] arguments = args is null ? [accounts, Key(program.Id)] : [accounts, args, Key(program.Id)];
            string call = $"create{name}Instruction";
            cases.Add(
                $"{program.Id} {call}",
                new JsonObject { ["lib"] = "compression", ["call"] = call, ["args"] = new JsonArray(arguments) },
                new JsonArray(PeerCases.Describe(ours)).ToJsonString());
        }

        Add("InitEmptyMerkleTree", Accounts(), new JsonObject { ["maxDepth"] = size.Depth, ["maxBufferSize"] = size.BufferSize },
            CompressionInstructions.InitEmptyMerkleTree(program, tree, authority, size));
        Add("Append", Accounts(), new JsonObject { ["leaf"] = Array(leaf) },
            CompressionInstructions.Append(program, tree, authority, leaf));
        Add("ReplaceLeaf", Accounts(proofAccounts: Proof()),
            new JsonObject
            {
                ["root"] = Array(root),
                ["previousLeaf"] = Array(proof.Leaf),
                ["newLeaf"] = Array(leaf),
                ["index"] = proof.Index,
            },
            CompressionInstructions.ReplaceLeaf(program, tree, authority, root, proof, leaf, canopy));
        Add("InsertOrAppend", Accounts(proofAccounts: Proof()),
            new JsonObject { ["root"] = Array(root), ["leaf"] = Array(leaf), ["index"] = proof.Index },
            CompressionInstructions.InsertOrAppend(program, tree, authority, root, proof, leaf, canopy));
        Add("VerifyLeaf", new JsonObject { ["merkleTree"] = Key(tree), ["anchorRemainingAccounts"] = Proof() },
            new JsonObject { ["root"] = Array(root), ["leaf"] = Array(proof.Leaf), ["index"] = proof.Index },
            CompressionInstructions.VerifyLeaf(program, tree, root, proof, canopy));
        Add("TransferAuthority", Accounts(hasNoop: false), new JsonObject { ["newAuthority"] = Key(other) },
            CompressionInstructions.TransferAuthority(program, tree, authority, other));
        JsonObject close = Accounts(hasNoop: false);
        close["recipient"] = Key(other);
        Add("CloseEmptyTree", close, null, CompressionInstructions.CloseEmptyTree(program, tree, authority, other));
    }

    private static JsonArray Keys(IEnumerable<PublicKey> keys) => [.. keys.Select(key => (JsonNode)Key(key))];
}
