using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>A signed message in Solana's wire form.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class Transaction
{
    /// <summary>The most bytes that the network carries: an IPv6 packet of 1280 without its headers
    /// (solana_packet::PACKET_DATA_SIZE).</summary>
    public const int MaximumBytes = 1232;

    /// <summary>The most instructions that a transaction may run, calls between programs included (MAX_INSTRUCTION_TRACE_LENGTH).</summary>
    public const int MaximumTraceLength = 64;

    /// <summary>The most accounts that a transaction may name, those of lookup tables included, since each is locked while it runs. 128
    /// has been proposed and is not active (feature increase_tx_account_lock_limit).</summary>
    public const int MaximumAccounts = 64;

    private readonly Signature[] _signatures;

    private Transaction(Signature[] signatures, Message message, ReadOnlyMemory<byte> bytes)
    {
        _signatures = signatures;
        Message = message;
        Bytes = bytes;
    }

    /// <summary>The message that is signed.</summary>
    public Message Message { get; }

    /// <summary>One signature per required signer, in the order of the accounts.</summary>
    public IReadOnlyList<Signature> Signatures => _signatures;

    /// <summary>The transaction's id: the fee payer's signature.</summary>
    public Signature Id => _signatures[0];

    /// <summary>The wire form, at most <see cref="MaximumBytes"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Signs a message with key pairs of this process.</summary>
    /// <param name="message">The message.</param>
    /// <param name="signers">All its signers, once each, in any order.</param>
    /// <exception cref="ArgumentException">A signer is missing, or one was given that the message does not ask for.</exception>
    /// <exception cref="TransactionTooLargeException">The transaction does not fit the network's packet.</exception>
    public static Transaction Sign(Message message, params ReadOnlySpan<Keypair> signers)
    {
        ArgumentNullException.ThrowIfNull(message);
        CheckSize(message);
        Signature[] signatures = new Signature[message.Header.RequiredSignatureCount];
        int[] places = PlacesOf(message, signers);
        for (int i = 0; i < signers.Length; i++)
            signatures[places[i]] = signers[i].Sign(message.Bytes.Span);
        return Assemble(signatures, message);
    }

    /// <summary>Signs a message, perhaps with keys that are kept elsewhere.</summary>
    /// <param name="message">The message.</param>
    /// <param name="signers">All its signers, once each, in any order.</param>
    /// <param name="cancellationToken">Gives up waiting for a signer.</param>
    /// <exception cref="ArgumentException">A signer is missing, or one was given that the message does not ask for.</exception>
    /// <exception cref="TransactionTooLargeException">The transaction does not fit the network's packet.</exception>
    public static async ValueTask<Transaction> SignAsync(
        Message message, IReadOnlyList<ISigner> signers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(signers);
        CheckSize(message);
        Signature[] signatures = new Signature[message.Header.RequiredSignatureCount];
        int[] places = PlacesOf<ISigner>(message, signers as ISigner[] ?? [.. signers]);
        for (int i = 0; i < signers.Count; i++)
            signatures[places[i]] = await signers[i].SignAsync(message.Bytes, cancellationToken).ConfigureAwait(false);
        return Assemble(signatures, message);
    }

    /// <summary>Reads a transaction and checks its structure as the network does; signatures are not verified.</summary>
    /// <param name="bytes">The wire form, whole; kept, not copied.</param>
    /// <exception cref="WireFormatException">The bytes are not a transaction.</exception>
    public static Transaction Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
            throw new WireFormatException($"A transaction takes at most {MaximumBytes} bytes, got {bytes.Length}.");

        MessageReader reader = new(bytes);
        int count = reader.ReadLength("the signatures");
        if (count > bytes.Length / Signature.Size)
            throw new WireFormatException($"{bytes.Length} bytes cannot hold {count} signatures.");
        Signature[] signatures = new Signature[count];
        for (int i = 0; i < count; i++)
            signatures[i] = new Signature(reader.ReadBytes(Signature.Size, "the signatures").Span);

        Message message = Message.Parse(bytes[reader.Position..]);
        if (message.Header.RequiredSignatureCount != count)
            throw new WireFormatException($"The message asks for {message.Header.RequiredSignatureCount} signatures, {count} came.");
        return new Transaction(signatures, message, bytes);
    }

    /// <summary>Whether every signature verifies.</summary>
    public bool VerifySignatures()
    {
        for (int i = 0; i < _signatures.Length; i++)
        {
            if (!SignatureVerifier.Verify(Message.AccountKeys[i], Message.Bytes.Span, _signatures[i]))
                return false;
        }

        return true;
    }

    /// <summary>Where the message stands in the wire form: behind the signatures and their number.</summary>
    internal static int MessageOffset(int signatures) => CompactU16.LengthOf(signatures) + (signatures * Signature.Size);

    private static int SizeOf(Message message) => MessageOffset(message.Header.RequiredSignatureCount) + message.Bytes.Length;

    private static void CheckSize(Message message)
    {
        int size = SizeOf(message);
        if (size > MaximumBytes)
            throw TransactionTooLargeException.For(size);
    }

    /// <summary>Where each signer's signature goes: its number among the accounts.</summary>
    private static int[] PlacesOf<T>(Message message, ReadOnlySpan<T> signers)
        where T : ISigner
    {
        ReadOnlySpan<PublicKey> required = message.AccountKeySpan[..message.Header.RequiredSignatureCount];
        Span<bool> isSigned = stackalloc bool[required.Length];
        int[] places = new int[signers.Length];
        for (int i = 0; i < signers.Length; i++)
        {
            PublicKey signer = signers[i].PublicKey;
            places[i] = required.IndexOf(signer);
            if (places[i] < 0 || isSigned[places[i]])
                throw new ArgumentException($"The message does not ask {signer} to sign, or not twice.", nameof(signers));
            isSigned[places[i]] = true;
        }

        int missing = isSigned.IndexOf(false);
        return missing < 0
            ? places
            : throw new ArgumentException($"The message must be signed by {required[missing]} as well.", nameof(signers));
    }

    private static Transaction Assemble(Signature[] signatures, Message message)
    {
        byte[] bytes = new byte[SizeOf(message)];
        int position = CompactU16.Write(bytes, signatures.Length);
        foreach (Signature signature in signatures)
        {
            signature.CopyTo(bytes.AsSpan(position));
            position += Signature.Size;
        }

        message.Bytes.CopyTo(bytes.AsMemory(position));
        return new Transaction(signatures, message, bytes);
    }
}
