namespace Piwa.Tests.Flow;

/// <summary>Keeps account of disposable things: how many were made, released, and released more than once.</summary>
internal sealed class Ledger
{
    private int _made;
    private int _released;
    private int _releasedAgain;

    public int Alive => Volatile.Read(ref _made) - Volatile.Read(ref _released);

    public int ReleasedAgain => Volatile.Read(ref _releasedAgain);

    public Thing Make(long number = 0, bool throwsWhenReleased = false)
    {
        Interlocked.Increment(ref _made);
        return new Thing(this, number, throwsWhenReleased);
    }

    /// <summary>A thing that is to be released once.</summary>
    internal sealed class Thing(Ledger ledger, long number, bool throwsWhenReleased) : IDisposable
    {
        private int _releases;

        public long Number => number;

        public bool ThrowsWhenReleased => throwsWhenReleased;

        public bool IsReleased => Volatile.Read(ref _releases) > 0;

        public void Dispose()
        {
            if (Interlocked.Increment(ref _releases) > 1)
                Interlocked.Increment(ref ledger._releasedAgain);
            else
                Interlocked.Increment(ref ledger._released);
            if (throwsWhenReleased)
                throw new InvalidOperationException("A thing threw when it was released.");
        }
    }
}
