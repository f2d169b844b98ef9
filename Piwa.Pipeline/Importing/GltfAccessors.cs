using System.Buffers.Binary;

namespace Piwa.Pipeline.Importing;

/// <summary>Reads the accessors of a glTF: lists of numbers in its buffer, of any component type, sparse or not.</summary>
internal sealed class GltfAccessors(GlbFile file)
{
    // OpenGL's constants, which glTF writes as numbers.
    private const int SignedByte = 5120;
    private const int UnsignedByte = 5121;
    private const int Short = 5122;
    private const int UnsignedShort = 5123;
    private const int UnsignedInt = 5125;
    private const int Float = 5126;

    private readonly GltfValue[] _accessors = file.Root.Objects("accessors");

    /// <summary>The number of an accessor's elements.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="from">Who asks, for messages.</param>
    public int Count(int index, GltfValue from) => At(index, from).RequiredInteger("count", 1, ImportLimits.Vertices * 3);

    /// <summary>Reads vectors.</summary>
    /// <param name="index">The accessor's index.</param>
    /// <param name="from">Who asks, for messages.</param>
    /// <param name="type">The type that it must have: <c>VEC3</c>.</param>
    /// <param name="components">Numbers of an element of that type.</param>
    /// <exception cref="ImportException">It is of another type, reaches beyond its buffer, or holds what is no number.</exception>
    public double[] Vectors(int index, GltfValue from, string type, int components)
    {
        GltfValue accessor = At(index, from);
        if (accessor.Text("type") != type)
            throw accessor.Fault($"its type is '{accessor.Text("type")}'; {from.Place} needs {type}");
        int count = Count(index, from), component = accessor.RequiredInteger("componentType");
        bool isNormalized = accessor.Flag("normalized");
        var values = new double[count * components];
        if (accessor.Integer("bufferView") is { } view)
            Read(view, accessor, accessor.Integer("byteOffset") ?? 0, component, isNormalized, components, values);
        if (accessor.Object("sparse") is { } sparse)
            Replace(sparse, component, isNormalized, components, values);
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                throw accessor.Fault("it holds a number that is none (NaN), or infinite");
        }

        return values;
    }

    /// <summary>Reads indices of vertices.</summary>
    /// <param name="index">The accessor's index.</param>
    /// <param name="from">Who asks, for messages.</param>
    /// <param name="limit">What each of them is below.</param>
    public int[] Indices(int index, GltfValue from, int limit)
    {
        GltfValue accessor = At(index, from);
        int component = accessor.RequiredInteger("componentType");
        if (component is not (UnsignedByte or UnsignedShort or UnsignedInt))
            throw accessor.Fault($"indices cannot have the component type {component}");
        double[] values = Vectors(index, from, "SCALAR", 1);
        var indices = new int[values.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = values[i] < limit
                ? (int)values[i]
                : throw accessor.Fault($"index {i} is {values[i]:F0}; there are {limit} vertices");
        }

        return indices;
    }

    private GltfValue At(int index, GltfValue from) => index < _accessors.Length
        ? _accessors[index]
        : throw from.Fault($"it is accessors[{index}]; there are {_accessors.Length}");

    private void Replace(GltfValue sparse, int component, bool isNormalized, int components, double[] values)
    {
        int count = sparse.RequiredInteger("count", 1, values.Length / components);
        GltfValue places = sparse.Object("indices") ?? throw sparse.Fault("'indices' is missing");
        GltfValue replaced = sparse.Object("values") ?? throw sparse.Fault("'values' is missing");
        int kind = places.RequiredInteger("componentType");
        if (kind is not (UnsignedByte or UnsignedShort or UnsignedInt))
            throw places.Fault($"indices cannot have the component type {kind}");
        var indices = new double[count];
        var elements = new double[count * components];
        Read(places.RequiredInteger("bufferView"), places, places.Integer("byteOffset") ?? 0, kind, isNormalized: false, 1, indices);
        Read(replaced.RequiredInteger("bufferView"), replaced, replaced.Integer("byteOffset") ?? 0, component, isNormalized, components, elements);
        for (int i = 0; i < count; i++)
        {
            if (indices[i] >= values.Length / components || (i > 0 && indices[i] <= indices[i - 1]))
                throw places.Fault($"index {i} is {indices[i]:F0}; they must ascend, and be below {values.Length / components}");
            elements.AsSpan(i * components, components).CopyTo(values.AsSpan((int)indices[i] * components));
        }
    }

    private void Read(int view, GltfValue from, int offset, int component, bool isNormalized, int components, double[] values)
    {
        ReadOnlySpan<byte> bytes = file.View(view, from, out int stride).Span;
        int size = component switch
        {
            SignedByte or UnsignedByte => sizeof(byte),
            Short or UnsignedShort => sizeof(short),
            UnsignedInt or Float => sizeof(int),
            _ => throw from.Fault($"component type {component} is unknown"),
        };
        int element = size * components, step = stride == 0 ? element : stride, count = values.Length / components;
        if (step < element)
            throw from.Fault($"its elements have {element} bytes; the buffer view's lie {step} bytes apart");
        if (offset + ((count - 1L) * step) + element > bytes.Length)
            throw from.Fault($"its {count} elements reach beyond the {bytes.Length} bytes of bufferViews[{view}]");
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> at = bytes.Slice(offset + (i * step), element);
            for (int k = 0; k < components; k++)
                values[(i * components) + k] = Component(at[(k * size)..], component, isNormalized);
        }
    }

    private static double Component(ReadOnlySpan<byte> at, int component, bool isNormalized) => component switch
    {
        SignedByte => isNormalized ? Math.Max((sbyte)at[0] / 127.0, -1) : (sbyte)at[0],
        UnsignedByte => isNormalized ? at[0] / 255.0 : at[0],
        Short => BinaryPrimitives.ReadInt16LittleEndian(at) is var value && isNormalized ? Math.Max(value / 32767.0, -1) : value,
        UnsignedShort => BinaryPrimitives.ReadUInt16LittleEndian(at) is var value && isNormalized ? value / 65535.0 : value,
        UnsignedInt => BinaryPrimitives.ReadUInt32LittleEndian(at) is var value && isNormalized ? value / 4294967295.0 : value,
        _ => BinaryPrimitives.ReadSingleLittleEndian(at),
    };
}
