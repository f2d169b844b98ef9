namespace Piwa.Chain.Collections;

/// <summary>Who decides over a plugin.</summary>
/// <remarks>Source: mpl_core::types::Authority.</remarks>
public enum CoreAuthorityKind
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>The asset's owner.</summary>
    Owner = 1,

    /// <summary>The collection's update authority.</summary>
    UpdateAuthority = 2,

    /// <summary>One address.</summary>
    Address = 3,
}
