namespace Piwa.Kernels.Numerics;

/// <summary>The truth values of a kernel body, one for each position.</summary>
/// <typeparam name="M">The mask itself.</typeparam>
internal interface IMask<M> where M : unmanaged, IMask<M>
{
    /// <summary>The same truth value in all positions.</summary>
    static abstract implicit operator M(bool value);

    static abstract M operator &(M a, M b);
    static abstract M operator |(M a, M b);
    static abstract M operator ^(M a, M b);
    static abstract M operator !(M a);

    /// <summary>Whether the mask is set anywhere.</summary>
    static abstract bool Any(M mask);

    /// <summary>Bit i = the truth value at position i.</summary>
    static abstract uint Bits(M mask);

    /// <summary>Set at the positions before <paramref name="count"/>: the tail of a loop.</summary>
    static abstract M FirstN(int count);
}
