using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Kernels.Views;

namespace Piwa.Pipeline.Shards;

/// <summary>Channels as a list of names: <c>"color,depth,normal"</c>.</summary>
internal sealed class ChannelsJsonConverter : JsonConverter<ViewChannels>
{
    public override ViewChannels Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return ImageChannel.Parse(reader.GetString() ?? "");
        }
        catch (ArgumentException fault)
        {
            throw new JsonException(fault.Message, fault);
        }
    }

    public override void Write(Utf8JsonWriter writer, ViewChannels value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ImageChannel.Format(value));
}
