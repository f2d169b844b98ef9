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
        Instruction[] instructions;
        try
        {
            message = Message.Parse(bytes);
            instructions = message.Decompile(tables);
        }
        catch (Exception fault) when (fault is WireFormatException or ArgumentException)
        {
            return $"The message cannot be read: {fault.Message}";
        }

        if (message.FeePayer != wallet)
            return $"The fee is paid by {message.FeePayer}, and the request is of {wallet}.";
        if (!message.AccountKeySpan[..message.Header.RequiredSignatureCount].Contains(oracle))
            return $"The message does not ask {oracle} to sign.";
        for (int i = 0; i < instructions.Length; i++)
        {
            if (FindFault(wallet, instructions[i]) is { } fault)
                return $"Instruction {i}, of program {instructions[i].ProgramId}: {fault}";
        }

        return null;
    }

    private string? FindFault(PublicKey wallet, Instruction instruction)
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

    private string? FindSystemFault(PublicKey wallet, Instruction instruction)
    {
        ReadOnlySpan<byte> data = instruction.Data.Span;
        if (data.Length < sizeof(uint))
            return "it has no number.";
        switch (BinaryPrimitives.ReadUInt32LittleEndian(data))
        {
            case SystemInstructions.AdvanceNonceNumber:
                return IsSame(instruction, instruction.Accounts is [var nonce, ..]
                    ? SystemInstructions.AdvanceNonceAccount(nonce.Key, oracle)
                    : null)
                    ? null
                    : "it advances a nonce of another authority.";
            case SystemInstructions.CreateAccountWithSeedNumber:
                return instruction.Accounts is [var payer, var created, var creator]
                    && payer.Key == wallet && creator.Key == oracle && IsTreeOf(wallet, created.Key)
                    ? null
                    : "it creates an account that is no tree of the wallet's, or at another's cost.";
            default:
                return "no lane uses it.";
        }
    }

    private string? FindBubblegumFault(PublicKey wallet, Instruction instruction)
    {
        ReadOnlySpan<byte> data = instruction.Data.Span;
        if (data.StartsWith(Discriminators.MintV1))
        {
            ReadOnlySpan<byte> metadata = data[Discriminators.Size..];
            if (instruction.Accounts is not [_, var owner, var leafDelegate, var tree, ..] || !IsTreeOf(wallet, tree.Key))
                return "the tree is not the wallet's.";

            // The data is the discriminator and the metadata that is looked up: what else there is are the accounts.
            Span<AccountMeta> accounts = stackalloc AccountMeta[BubblegumInstructions.MintV1Accounts];
            BubblegumInstructions.WriteMintV1Accounts(MintAccounts.For(tree.Key, wallet, oracle), owner.Key, leafDelegate.Key, accounts);
            if (!AreSame(instruction.AccountSpan, accounts))
                return "it is no mint as lanes make them.";

            return approvals.IsMintApproved(wallet, owner.Key, leafDelegate.Key, metadata)
                ? null
                : "it mints what is not approved. Submit the shard first.";
        }

        if (instruction.Accounts is [_, var made, ..] && IsTreeOf(wallet, made.Key)
            && TreeSize.All.Any(size => IsSame(instruction, BubblegumInstructions.CreateTree(made.Key, size, wallet, oracle))))
        {
            return null;
        }

        return "no lane uses it so.";
    }

    private string? FindCompressionFault(PublicKey wallet, Instruction instruction)
    {
        if (instruction.Accounts is not [var tree, ..] || !IsTreeOf(wallet, tree.Key))
            return "the tree is not the wallet's.";
        if (TreeSize.All.Any(size => IsSame(instruction, AnchoringKind.Instance.CreateTree(tree.Key, size, wallet, oracle))))
            return null;
        if (instruction.Data.Length != CompressionDiscriminators.Size + Hash256.Size)
            return "no lane uses it so.";
        Hash256 root = new(instruction.Data.Span[CompressionDiscriminators.Size..]);
        if (!IsSame(instruction, CompressionInstructions.Append(CompressionProgram.Spl, tree.Key, oracle, root)))
            return "no lane uses it so.";
        return approvals.IsAnchorApproved(wallet, root) ? null : "it anchors what is not approved. Submit the shard first.";
    }

    /// <summary>Who signs and what is written follows from the message as a whole; the network checks it.</summary>
    private static bool IsSame(Instruction given, Instruction? made) =>
        made is not null
        && given.ProgramId == made.ProgramId
        && given.Data.Span.SequenceEqual(made.Data.Span)
        && AreSame(given.AccountSpan, made.AccountSpan);

    private static bool AreSame(ReadOnlySpan<AccountMeta> given, ReadOnlySpan<AccountMeta> made)
    {
        if (given.Length != made.Length)
            return false;
        for (int i = 0; i < given.Length; i++)
        {
            if (given[i].Key != made[i].Key)
                return false;
        }

        return true;
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
