namespace Piwa.Kernels.Views;

/// <summary>The image planes of a view.</summary>
[Flags]
public enum ViewChannels
{
    /// <summary>No plane.</summary>
    None = 0,

    /// <summary>Shaded colour: RGBA, 8 bits each, sRGB, straight alpha, supersampled edges.</summary>
    Color = 1,

    /// <summary>Depth, 16 bits, of the pixel's centre; see <see cref="DepthKind"/>.</summary>
    Depth = 2,

    /// <summary>Surface normal at the pixel's centre: octahedral, 2 x 8 bits; see <see cref="NormalSpace"/>.</summary>
    Normal = 4,

    /// <summary>Base colour without light at the pixel's centre: RGBA, 8 bits each, sRGB, alpha 0 or 255.</summary>
    Albedo = 8,

    /// <summary>Metallic and roughness at the pixel's centre, 8 bits each.</summary>
    Material = 16,

    /// <summary>Part at the pixel's centre, 8 bits: 0 = background, else the part's place in the recipe + 1.</summary>
    Part = 32,

    /// <summary>Place of the surface at the pixel's centre, world frame: x, y, z, 16 bits each, as a mesh's positions; 0, 0, 0 in the background.</summary>
    Position = 64,
}
