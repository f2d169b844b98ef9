using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>Signs a lane's transactions: with the payer, and with the writer if that is another.</summary>
internal sealed class LaneSigner(TreeLaneOptions options)
{
    private readonly ISigner[] _signers = options.Payer!.PublicKey == options.Writer!.PublicKey
        ? [options.Payer]
        : [options.Payer, options.Writer];

    public PublicKey Payer => _signers[0].PublicKey;

    public ValueTask<ReadOnlyMemory<byte>> SignAsync(
        IReadOnlyList<Instruction> instructions, Hash256 blockhash, CancellationToken cancellationToken) =>
        SignAsync(Message.CompileLegacy(Payer, instructions, blockhash), cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(Message message, CancellationToken cancellationToken) =>
        (await Transaction.SignAsync(message, _signers, cancellationToken).ConfigureAwait(false)).Bytes;
}
