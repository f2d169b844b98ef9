namespace Piwa.Pipeline.Exports;

/// <summary>How an asset becomes a GLB file.</summary>
public sealed record GlbOptions
{
    /// <summary>Default of <see cref="TextureSize"/>.</summary>
    public const int DefaultTextureSize = 1024;

    /// <summary>Smallest <see cref="TextureSize"/>.</summary>
    public const int MinTextureSize = 256;

    /// <summary>Largest <see cref="TextureSize"/>.</summary>
    public const int MaxTextureSize = 4096;

    /// <summary>Texels along a side of the textures. They are larger where the surface has more pieces than fit.</summary>
    /// <value>A power of two, 256 to 4,096; default 1,024.</value>
    public int TextureSize { get; init; } = DefaultTextureSize;

    /// <summary>The licence of the file, written into it; an SPDX identifier, or null to say nothing of it.</summary>
    /// <value>Default: null.</value>
    public string? License { get; init; }

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (TextureSize is < MinTextureSize or > MaxTextureSize || !int.IsPow2(TextureSize))
            throw new ArgumentException($"TextureSize is {TextureSize}; it must be a power of two from {MinTextureSize} to {MaxTextureSize}.");
    }
}
