namespace Piwa.Chain.Bubblegum;

/// <summary>How often an asset of version 1 may be used.</summary>
/// <param name="Method">What happens when it is used.</param>
/// <param name="Remaining">Uses that are left.</param>
/// <param name="Total">Uses in all.</param>
public readonly record struct Uses(UseMethod Method, ulong Remaining, ulong Total);
