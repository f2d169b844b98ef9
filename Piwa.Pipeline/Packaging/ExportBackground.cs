namespace Piwa.Pipeline.Packaging;

/// <summary>What lies behind the asset in exported colour images.</summary>
public enum ExportBackground
{
    /// <summary>Nothing: RGBA, straight alpha.</summary>
    Transparent = 0,

    /// <summary>White: RGB.</summary>
    White = 1,
}
