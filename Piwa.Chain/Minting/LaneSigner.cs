using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>Signs a lane's transactions with those of its keys that they ask for.</summary>
/// <remarks>Used by one caller at a time.</remarks>
internal sealed class LaneSigner(TreeLaneOptions options)
{
    private readonly ISigner[] _signers = [.. options.Signers.DistinctBy(signer => signer.PublicKey)];
    private readonly MessageLayout _layout = new();

    public PublicKey Payer => _signers[0].PublicKey;

    /// <summary>Signs a legacy transaction.</summary>
    /// <returns>Its wire form.</returns>
    /// <exception cref="TransactionTooLargeException">It does not fit the network's packet.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(
        IReadOnlyList<Instruction> instructions, Hash256 blockhash, CancellationToken cancellationToken)
    {
        byte[] transaction = new byte[Transaction.MaximumBytes];
        return transaction.AsMemory(0, await SignAsync(instructions, blockhash, transaction, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Signs a legacy transaction in a buffer.</summary>
    /// <param name="instructions">What it does.</param>
    /// <param name="blockhash">The blockhash that it stands on.</param>
    /// <param name="destination">Receives its wire form: <see cref="Transaction.MaximumBytes"/> at least.</param>
    /// <param name="cancellationToken">Gives up waiting for a signer.</param>
    /// <returns>How long it is.</returns>
    /// <exception cref="TransactionTooLargeException">It does not fit the network's packet.</exception>
    public async ValueTask<int> SignAsync(
        IReadOnlyList<Instruction> instructions, Hash256 blockhash, Memory<byte> destination, CancellationToken cancellationToken)
    {
        _layout.ArrangeLegacy(Payer, instructions);
        int signatures = _layout.Header.RequiredSignatureCount;
        int start = Transaction.MessageOffset(signatures);
        Memory<byte> transaction = destination[..Fitting(start + MessageWriter.SizeOf(MessageVersion.Legacy, _layout, instructions))];
        MessageWriter.Write(MessageVersion.Legacy, _layout, instructions, blockhash, transaction.Span[start..]);
        int keys = start + MessageWriter.KeysOffset(MessageVersion.Legacy, _layout.Keys.Length);
        await SignAsync(transaction, signatures, keys, cancellationToken).ConfigureAwait(false);
        return transaction.Length;
    }

    /// <summary>Signs a message.</summary>
    /// <returns>The wire form of its transaction.</returns>
    /// <exception cref="TransactionTooLargeException">It does not fit the network's packet.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(Message message, CancellationToken cancellationToken)
    {
        int signatures = message.Header.RequiredSignatureCount;
        int start = Transaction.MessageOffset(signatures);
        byte[] transaction = new byte[Fitting(start + message.Bytes.Length)];
        message.Bytes.CopyTo(transaction.AsMemory(start));
        await SignAsync(transaction, signatures, start + message.KeysOffset, cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    /// <summary>Puts the signatures in front of a message, whose first accounts are those that sign.</summary>
    private async ValueTask SignAsync(Memory<byte> transaction, int signatures, int keys, CancellationToken cancellationToken)
    {
        int place = CompactU16.Write(transaction.Span, signatures);
        ReadOnlyMemory<byte> message = transaction[Transaction.MessageOffset(signatures)..];
        for (int i = 0; i < signatures; i++)
        {
            ISigner signer = SignerOf(new PublicKey(transaction.Span.Slice(keys + (i * PublicKey.Size), PublicKey.Size)));
            Signature signature = await signer.SignAsync(message, cancellationToken).ConfigureAwait(false);
            signature.CopyTo(transaction.Span[place..]);
            place += Signature.Size;
        }
    }

    private ISigner SignerOf(PublicKey key)
    {
        foreach (ISigner signer in _signers)
        {
            if (signer.PublicKey == key)
                return signer;
        }

        throw new ArgumentException($"The message must be signed by {key} as well.");
    }

    private static int Fitting(int bytes) => bytes <= Transaction.MaximumBytes ? bytes : throw TransactionTooLargeException.For(bytes);
}
