using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>What a transaction's signers sign: accounts, a recent blockhash and instructions, in Solana's wire form.</summary>
/// <remarks>
/// Immutable and safe to share between threads. Accounts stand in four groups: signers that may be changed, signers that are only
/// read, others that may be changed, others that are only read. The first account pays the fee.
/// </remarks>
public sealed partial class Message
{
    private readonly PublicKey[] _accountKeys;
    private readonly CompiledInstruction[] _instructions;
    private readonly AddressTableLookup[] _lookups;

    private Message(
        MessageVersion version,
        MessageHeader header,
        PublicKey[] accountKeys,
        Hash256 recentBlockhash,
        CompiledInstruction[] instructions,
        AddressTableLookup[] lookups,
        ReadOnlyMemory<byte> bytes)
    {
        Version = version;
        Header = header;
        _accountKeys = accountKeys;
        RecentBlockhash = recentBlockhash;
        _instructions = instructions;
        _lookups = lookups;
        Bytes = bytes;
    }

    /// <summary>The form of the message.</summary>
    public MessageVersion Version { get; }

    /// <summary>How many accounts sign and how many are only read.</summary>
    public MessageHeader Header { get; }

    /// <summary>The accounts that stand in the message; those of lookup tables come after them in the numbering.</summary>
    public IReadOnlyList<PublicKey> AccountKeys => _accountKeys;

    /// <summary>The account that pays the fee.</summary>
    public PublicKey FeePayer => _accountKeys[0];

    /// <summary>The blockhash that limits how long the transaction may land.</summary>
    public Hash256 RecentBlockhash { get; }

    /// <summary>The instructions, in order.</summary>
    public IReadOnlyList<CompiledInstruction> Instructions => _instructions;

    /// <summary>What comes from lookup tables; empty in a legacy message.</summary>
    public IReadOnlyList<AddressTableLookup> AddressTableLookups => _lookups;

    /// <summary>The wire form: what is signed.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    internal ReadOnlySpan<PublicKey> AccountKeySpan => _accountKeys;

    /// <summary>Where the accounts begin in <see cref="Bytes"/>.</summary>
    internal int KeysOffset => MessageWriter.KeysOffset(Version, _accountKeys.Length);

    internal ReadOnlySpan<CompiledInstruction> InstructionSpan => _instructions;

    /// <summary>Whether an account signs.</summary>
    /// <param name="accountIndex">Its number in the message.</param>
    public bool IsSigner(int accountIndex) => accountIndex < Header.RequiredSignatureCount;

    /// <summary>Whether an account that stands in the message may be changed.</summary>
    /// <param name="accountIndex">Its number in <see cref="AccountKeys"/>.</param>
    public bool IsWritable(int accountIndex) => accountIndex < Header.RequiredSignatureCount
        ? accountIndex < Header.RequiredSignatureCount - Header.ReadOnlySignedCount
        : accountIndex < _accountKeys.Length - Header.ReadOnlyUnsignedCount;
}
