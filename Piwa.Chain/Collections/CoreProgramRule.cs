namespace Piwa.Chain.Collections;

/// <summary>Which programs' accounts may give or get the assets of a collection.</summary>
/// <remarks>Source: mpl_core::types::RuleSet.</remarks>
public enum CoreProgramRule
{
    /// <summary>Those of all programs.</summary>
    None = 0,

    /// <summary>Those of the listed programs only.</summary>
    AllowList = 1,

    /// <summary>Those of all programs but the listed ones.</summary>
    DenyList = 2,
}
