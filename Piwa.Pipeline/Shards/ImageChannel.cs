using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>One channel of views, as shards hold it.</summary>
public sealed class ImageChannel
{
    private readonly Func<int, int, PlaneLayout> _layout;

    private ImageChannel(ViewChannels channel, int pixelBytes, Func<int, int, PlaneLayout> layout)
    {
        Channel = channel;
        Name = channel.ToString().ToLowerInvariant();
        PixelBytes = pixelBytes;
        _layout = layout;
    }

    /// <summary>All channels, in the order of their flags.</summary>
    public static IReadOnlyList<ImageChannel> All { get; } =
    [
        new(ViewChannels.Color, 4, PlaneLayout.Color),
        new(ViewChannels.Depth, 2, (width, height) => PlaneLayout.Words(width, height, 1)),
        new(ViewChannels.Normal, 2, (width, height) => PlaneLayout.Bytes(width, height, 2)),
        new(ViewChannels.Albedo, 4, PlaneLayout.Color),
        new(ViewChannels.Material, 2, (width, height) => PlaneLayout.Bytes(width, height, 2)),
        new(ViewChannels.Part, 1, (width, height) => PlaneLayout.Bytes(width, height, 1)),
        new(ViewChannels.Position, 6, (width, height) => PlaneLayout.Words(width, height, 3)),
    ];

    /// <summary>The channel's flag.</summary>
    public ViewChannels Channel { get; }

    /// <summary>Its name, as columns and commands have it.</summary>
    public string Name { get; }

    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes { get; }

    /// <summary>The channels of a set, in the order of their flags.</summary>
    public static IEnumerable<ImageChannel> Of(ViewChannels channels) => All.Where(channel => (channels & channel.Channel) != 0);

    /// <summary>The channel of a flag.</summary>
    /// <exception cref="ArgumentException">The value is not one channel.</exception>
    public static ImageChannel Find(ViewChannels channel) => All.FirstOrDefault(one => one.Channel == channel)
        ?? throw new ArgumentException($"'{channel}' is not one channel.", nameof(channel));

    /// <summary>Names of a set, in the order of their flags: <c>color,depth,normal</c>.</summary>
    public static string Format(ViewChannels channels) => string.Join(',', Of(channels).Select(channel => channel.Name));

    /// <summary>The set of names, in any order, separated by commas; <c>all</c> is every channel.</summary>
    /// <exception cref="ArgumentException">A name is unknown, or there is none.</exception>
    public static ViewChannels Parse(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var channels = ViewChannels.None;
        foreach (string name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            channels |= name == "all"
                ? All.Aggregate(ViewChannels.None, (set, channel) => set | channel.Channel)
                : (All.FirstOrDefault(channel => channel.Name == name)
                    ?? throw new ArgumentException(Suggestion.Unknown("channel", name, ["all", .. All.Select(channel => channel.Name)])))
                    .Channel;
        }

        return channels != ViewChannels.None ? channels : throw new ArgumentException("No channel is named: name one or more, or 'all'.");
    }

    /// <summary>How the planes of an image lie in its blob.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    public PlaneLayout Layout(int width, int height) => _layout(width, height);
}
