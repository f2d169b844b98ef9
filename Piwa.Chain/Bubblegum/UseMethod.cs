namespace Piwa.Chain.Bubblegum;

/// <summary>What happens to an asset that is used.</summary>
public enum UseMethod
{
    /// <summary>It is burned.</summary>
    Burn = 0,

    /// <summary>It may be used several times.</summary>
    MultipleUse = 1,

    /// <summary>It may be used once.</summary>
    SingleUse = 2,
}
