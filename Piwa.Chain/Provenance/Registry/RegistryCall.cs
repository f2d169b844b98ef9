using System.Buffers;

namespace Piwa.Chain.Provenance.Registry;

/// <summary>A call that waits for a lane. It owns its claims, in a rented array, until it is answered.</summary>
internal abstract class RegistryCall(ContentClaim[] rented, int count)
{
    /// <summary>How many claims it has.</summary>
    public int Count => count;

    /// <summary>Works out the answers, which <see cref="Complete"/> gives once they are durable.</summary>
    public void Execute(RegistrySession session, TimeProvider clock)
    {
        for (int start = 0; start < count; start += RegistrySession.PieceClaims)
        {
            int length = Math.Min(RegistrySession.PieceClaims, count - start);
            Execute(session, clock, new ArraySegment<ContentClaim>(rented, start, length), start);
        }
    }

    /// <summary>Gives back the claims.</summary>
    public void Release() => ArrayPool<ContentClaim>.Shared.Return(rented);

    /// <summary>Gives the answers.</summary>
    public abstract void Complete();

    /// <summary>Fails the call.</summary>
    public abstract void Fail(Exception cause);

    protected abstract void Execute(RegistrySession session, TimeProvider clock, ArraySegment<ContentClaim> claims, int start);
}
