namespace Piwa.Kernels.Views;

/// <summary>What a pattern says of a place.</summary>
/// <typeparam name="S">The number that has slopes, where they are wanted.</typeparam>
/// <typeparam name="F">The number that has none.</typeparam>
internal struct Pattern<S, F>
    where S : unmanaged
    where F : unmanaged
{
    /// <summary>How much of the second colour shows, 0 to 1.</summary>
    public F Mix;

    /// <summary>How much of the third colour covers them, 0 to 1.</summary>
    public F Accent;

    /// <summary>Height of the relief, about -1 to 1.</summary>
    public S Height;
}
