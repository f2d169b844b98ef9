using System.CommandLine;
using System.Globalization;
using Piwa.Pipeline.Exports;

namespace Piwa.Host.Commands;

/// <summary><c>--texture-size</c>, for all commands that write GLB.</summary>
internal static class TextureSizeOption
{
    /// <param name="defaultSize">Size unless the user says another.</param>
    public static Option<int> Create(int defaultSize = GlbOptions.DefaultTextureSize)
    {
        var option = new Option<int>("--texture-size")
        {
            Description = "Texels along a side of a GLB's textures.",
            DefaultValueFactory = _ => defaultSize,
        };
        var sizes = new List<string>();
        for (int size = GlbOptions.MinTextureSize; size <= GlbOptions.MaxTextureSize; size *= 2)
            sizes.Add(size.ToString(CultureInfo.InvariantCulture));
        option.AcceptOnlyFromAmong([.. sizes]);
        return option;
    }
}
