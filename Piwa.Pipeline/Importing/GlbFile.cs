using System.Buffers.Binary;
using System.Text.Json;

namespace Piwa.Pipeline.Importing;

/// <summary>A GLB taken apart: its JSON, and the bytes that accessors and images lie in.</summary>
internal sealed class GlbFile : IDisposable
{
    private const uint Magic = 0x46546C67; // "glTF"
    private const uint JsonChunk = 0x4E4F534A;
    private const uint BinaryChunk = 0x004E4942;
    private const int HeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;
    private const int MaxStride = 252;

    private readonly JsonDocument _json;
    private readonly ReadOnlyMemory<byte> _binary;
    private readonly GltfValue[] _views;
    private readonly int _bufferBytes;

    private GlbFile(JsonDocument json, ReadOnlyMemory<byte> binary)
    {
        _json = json;
        _binary = binary;
        Root = new GltfValue(json.RootElement, "");
        _views = Root.Objects("bufferViews");
        _bufferBytes = CheckBuffers();
    }

    /// <summary>The JSON.</summary>
    public GltfValue Root { get; }

    /// <summary>Takes a file apart.</summary>
    /// <param name="file">All of its bytes.</param>
    /// <exception cref="ImportException">It is no GLB of version 2, damaged, or holds what is not taken.</exception>
    public static GlbFile Open(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            throw new ImportException(bytes.Length > 0 && bytes.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'{', ..]
                ? "It is a glTF in JSON. Export it as binary glTF (.glb), in which all lies in one file."
                : "It is no binary glTF (.glb): it does not begin with 'glTF'.");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version != 2)
            throw new ImportException($"It is a GLB of version {version}; version 2 is taken.");
        if (length > bytes.Length || length < HeaderBytes)
            throw new ImportException($"It has {bytes.Length} bytes; its header says {length}. It was cut off, or damaged.");

        ReadOnlyMemory<byte> rest = file[HeaderBytes..(int)length];
        (uint kind, ReadOnlyMemory<byte> json) = NextChunk(ref rest);
        if (kind != JsonChunk)
            throw new ImportException("Its first chunk is not JSON.");
        if (json.Length > ImportLimits.JsonBytes)
            throw new ImportException($"Its JSON has {json.Length} bytes; at most {ImportLimits.JsonBytes} are taken.");

        // Further chunks are extensions' and passed over; only the second can be the buffer.
        ReadOnlyMemory<byte> binary = default;
        if (!rest.IsEmpty && NextChunk(ref rest) is (BinaryChunk, var second))
            binary = second;
        return Parse(json, binary);
    }

    /// <summary>The bytes of a buffer view.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="from">Who asks, for messages.</param>
    public ReadOnlyMemory<byte> View(int index, GltfValue from) => View(index, from, out _);

    /// <summary>The bytes of a buffer view.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="from">Who asks, for messages.</param>
    /// <param name="stride">Distance of its elements; 0 where they lie close.</param>
    public ReadOnlyMemory<byte> View(int index, GltfValue from, out int stride)
    {
        if (index >= _views.Length)
            throw from.Fault($"it is in bufferViews[{index}]; there are {_views.Length}");
        GltfValue view = _views[index];
        if (view.Object("extensions")?.Object("EXT_meshopt_compression") is not null)
            throw view.Fault("it is compressed by EXT_meshopt_compression; export without compression");
        if (view.RequiredInteger("buffer") != 0)
            throw view.Fault("it lies in a buffer other than the first; a GLB that has all in itself has one");
        int offset = view.Integer("byteOffset") ?? 0, length = view.RequiredInteger("byteLength", 1);
        if ((long)offset + length > _bufferBytes)
            throw view.Fault($"it is {length} bytes from {offset} on; the buffer has {_bufferBytes}");
        stride = view.Integer("byteStride", 4, MaxStride) ?? 0;
        return _binary.Slice(offset, length);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private static GlbFile Parse(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> binary)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = ImportLimits.JsonDepth });
        }
        catch (JsonException fault)
        {
            throw new ImportException($"Its JSON cannot be read: {fault.Message}", fault);
        }

        try
        {
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new GlbFile(json, binary)
                : throw new ImportException("Its JSON is no object.");
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    private static (uint Kind, ReadOnlyMemory<byte> Content) NextChunk(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < ChunkHeaderBytes)
            throw new ImportException("A chunk is cut off.");
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span), kind = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[4..]);
        if (length > rest.Length - ChunkHeaderBytes)
            throw new ImportException($"A chunk says that it has {length} bytes; {rest.Length - ChunkHeaderBytes} are there. The file was cut off, or damaged.");
        ReadOnlyMemory<byte> content = rest.Slice(ChunkHeaderBytes, (int)length);
        rest = rest[(ChunkHeaderBytes + (int)length)..];
        return (kind, content);
    }

    private int CheckBuffers()
    {
        GltfValue[] buffers = Root.Objects("buffers");
        foreach (GltfValue buffer in buffers)
        {
            if (buffer.Has("uri"))
                throw buffer.Fault("it is in another place ('uri'); export with all data in the GLB");
        }

        if (buffers.Length == 0)
            return 0;
        int length = buffers[0].RequiredInteger("byteLength", 1);
        return length <= _binary.Length
            ? length
            : throw buffers[0].Fault($"it has {length} bytes; the file's binary chunk has {_binary.Length}");
    }
}
