namespace Piwa.Chain.Rpc.Wire;

/// <summary>A <see cref="WithContext{T}"/> of any value.</summary>
internal interface IWithContext
{
    /// <summary>The value.</summary>
    object? Boxed { get; }

    /// <summary>Whether a node may say that there is none: of an account, or of a number that is marked so.</summary>
    bool MayBeNull { get; }
}
