using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>Signs a lane's transactions with those of its keys that they ask for.</summary>
internal sealed class LaneSigner(TreeLaneOptions options)
{
    private readonly ISigner[] _signers = [.. options.Signers.DistinctBy(signer => signer.PublicKey)];

    public PublicKey Payer => _signers[0].PublicKey;

    public ValueTask<ReadOnlyMemory<byte>> SignAsync(
        IReadOnlyList<Instruction> instructions, Hash256 blockhash, CancellationToken cancellationToken) =>
        SignAsync(Message.CompileLegacy(Payer, instructions, blockhash), cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(Message message, CancellationToken cancellationToken)
    {
        ISigner[] asked = Array.FindAll(_signers, signer =>
            message.AccountKeySpan[..message.Header.RequiredSignatureCount].Contains(signer.PublicKey));
        return (await Transaction.SignAsync(message, asked, cancellationToken).ConfigureAwait(false)).Bytes;
    }
}
