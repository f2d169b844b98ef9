using System.Buffers.Binary;
using Piwa.Chain.Anchoring;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Provenance;

/// <summary>Decides whether an oracle signs a transaction: every instruction must be one that a lane makes, with nothing changed.</summary>
/// <remarks>
/// <para>
/// An instruction is not interpreted but made anew from what was approved, and compared. So what the programs may do with the oracle's
/// signature is what the lanes do with it: create an account for a tree of the wallet, make the tree, mint an approved asset, append an
/// approved root, advance a nonce. The wallet pays for all of it: the oracle's key is the source of nothing.
/// </para>
/// <para>Not safe for several threads.</para>
/// </remarks>
/// <param name="oracle">The oracle's address.</param>
/// <param name="tables">The lookup tables that messages may use.</param>
/// <param name="approvals">What is approved.</param>
internal sealed class TransactionPolicy(PublicKey oracle, IReadOnlyList<AddressLookupTable> tables, ApprovalBook approvals)
{
    /// <summary>Trees that are looked for beyond those of a wallet that were seen: a lane leaves out numbers that are taken.</summary>
    private const int TreesAhead = 64;

    /// <summary>Wallets whose trees are remembered; all are forgotten when there are more.</summary>
    private const int MaximumWallets = 4096;

    private readonly Dictionary<PublicKey, WalletTrees> _trees = [];

    /// <summary>Says why a message is not signed; null if it is.</summary>
    public string? FindFault(PublicKey wallet, ReadOnlyMemory<byte> bytes)
    {
        Message message;
        ReadOnlySpan<PublicKey> accounts;
        try
        {
            message = Message.Parse(bytes);
            accounts = message.AddressTableLookups.Count == 0
                ? message.AccountKeySpan
                : Array.ConvertAll(message.ResolveAccounts(tables), account => account.Key);
        }
        catch (Exception fault) when (fault is WireFormatException or ArgumentException)
        {
            return $"The message cannot be read: {fault.Message}";
        }

        if (message.FeePayer != wallet)
            return $"The fee is paid by {message.FeePayer}, and the request is of {wallet}.";
        if (!message.AccountKeySpan[..message.Header.RequiredSignatureCount].Contains(oracle))
            return $"The message does not ask {oracle} to sign.";
        for (int i = 0; i < message.InstructionSpan.Length; i++)
        {
            InstructionView instruction = new(accounts, message.InstructionSpan[i]);
            if (FindFault(wallet, instruction) is { } fault)
                return $"Instruction {i}, of program {instruction.ProgramId}: {fault}";
        }

        return null;
    }

    private string? FindFault(PublicKey wallet, InstructionView instruction)
    {
        if (instruction.ProgramId == ProgramIds.ComputeBudget)
            return null;
        if (instruction.ProgramId == ProgramIds.System)
            return FindSystemFault(wallet, instruction);
        if (instruction.ProgramId == ProgramIds.Bubblegum)
            return FindBubblegumFault(wallet, instruction);
        return instruction.ProgramId == ProgramIds.SplAccountCompression
            ? FindCompressionFault(wallet, instruction)
            : "no lane calls it.";
    }

    private string? FindSystemFault(PublicKey wallet, InstructionView instruction)
    {
        const int Payer = 0, Created = 1, Creator = 2, CreationAccounts = 3;
        if (instruction.Data.Length < sizeof(uint))
            return "it has no number.";
        switch (BinaryPrimitives.ReadUInt32LittleEndian(instruction.Data))
        {
            case SystemInstructions.AdvanceNonceNumber:
                return instruction.AccountCount != 0
                    && instruction.Equals(SystemInstructions.AdvanceNonceAccount(instruction.Key(0), oracle))
                    ? null
                    : "it advances a nonce of another authority.";
            case SystemInstructions.CreateAccountWithSeedNumber:
                return instruction.AccountCount == CreationAccounts
                    && instruction.Key(Payer) == wallet && instruction.Key(Creator) == oracle && IsTreeOf(wallet, instruction.Key(Created))
                    ? null
                    : "it creates an account that is no tree of the wallet's, or at another's cost.";
            default:
                return "no lane uses it.";
        }
    }

    private string? FindBubblegumFault(PublicKey wallet, InstructionView instruction)
    {
        if (instruction.Data.StartsWith(Discriminators.MintV1))
            return FindMintFault(wallet, instruction);

        const int Tree = 1;
        return instruction.AccountCount > Tree && IsTreeOf(wallet, instruction.Key(Tree)) && MakesTree(wallet, instruction, Tree)
            ? null
            : "no lane uses it so.";
    }

    private string? FindMintFault(PublicKey wallet, InstructionView instruction)
    {
        const int Owner = 1, Delegate = 2, Tree = 3;
        if (instruction.AccountCount <= Tree || !IsTreeOf(wallet, instruction.Key(Tree)))
            return "the tree is not the wallet's.";

        // The data is the discriminator and the metadata that is looked up: what else there is are the accounts.
        PublicKey owner = instruction.Key(Owner), leafDelegate = instruction.Key(Delegate);
        Span<AccountMeta> accounts = stackalloc AccountMeta[BubblegumInstructions.MintV1Accounts];
        BubblegumInstructions.WriteMintV1Accounts(MintAccounts.For(instruction.Key(Tree), wallet, oracle), owner, leafDelegate, accounts);
        if (!instruction.Names(accounts))
            return "it is no mint as lanes make them.";

        return approvals.IsMintApproved(wallet, owner, leafDelegate, instruction.Data[Discriminators.Size..])
            ? null
            : "it mints what is not approved. Submit the shard first.";
    }

    private bool MakesTree(PublicKey wallet, InstructionView instruction, int tree)
    {
        foreach (TreeSize size in TreeSize.All)
        {
            if (instruction.Equals(BubblegumInstructions.CreateTree(instruction.Key(tree), size, wallet, oracle)))
                return true;
        }

        return false;
    }

    private string? FindCompressionFault(PublicKey wallet, InstructionView instruction)
    {
        if (instruction.AccountCount == 0 || !IsTreeOf(wallet, instruction.Key(0)))
            return "the tree is not the wallet's.";
        PublicKey tree = instruction.Key(0);
        foreach (TreeSize size in TreeSize.All)
        {
            if (instruction.Equals(AnchoringKind.Instance.CreateTree(tree, size, wallet, oracle)))
                return null;
        }

        if (instruction.Data.Length != CompressionDiscriminators.Size + Hash256.Size)
            return "no lane uses it so.";
        Hash256 root = new(instruction.Data[CompressionDiscriminators.Size..]);
        if (!instruction.Equals(CompressionInstructions.Append(CompressionProgram.Spl, tree, oracle, root)))
            return "no lane uses it so.";
        return approvals.IsAnchorApproved(wallet, root) ? null : "it anchors what is not approved. Submit the shard first.";
    }

    /// <summary>A tree that the oracle's key has for a wallet; in its own trees the oracle's own wallet may mint as it likes to name
    /// them.</summary>
    private bool IsTreeOf(PublicKey wallet, PublicKey tree)
    {
        if (wallet == oracle)
            return true;
        if (!_trees.TryGetValue(wallet, out WalletTrees? trees))
        {
            if (_trees.Count == MaximumWallets)
                _trees.Clear();
            _trees.Add(wallet, trees = new WalletTrees(wallet, oracle));
        }

        return trees.Contains(tree);
    }

    /// <summary>The addresses of a wallet's trees, in the order of their numbers.</summary>
    private sealed class WalletTrees(PublicKey wallet, PublicKey oracle)
    {
        private readonly Dictionary<PublicKey, int> _numbers = [];
        private int _next;
        private int _lastSeen = -1;

        public bool Contains(PublicKey tree)
        {
            int number;
            while (!_numbers.TryGetValue(tree, out number))
            {
                if (_next > _lastSeen + TreesAhead)
                    return false;
                foreach (OracleLaneUse use in Enum.GetValues<OracleLaneUse>())
                    _numbers.Add(LaneTree.AddressOf(OracleLane.NameOf(use, wallet), oracle, _next, CompressionProgram.Spl), _next);
                _next++;
            }

            _lastSeen = Math.Max(_lastSeen, number);
            return true;
        }
    }
}
