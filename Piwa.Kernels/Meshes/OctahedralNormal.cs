using System.Numerics;
using System.Runtime.Intrinsics;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>Normals as files hold them: octahedral, two bytes, each 0 to 254 for -1 to 1.</summary>
public static class OctahedralNormal
{
    /// <summary>The unit vector of a code.</summary>
    /// <param name="code">Low byte u, high byte v.</param>
    public static Vector3 Decode(ushort code)
    {
        Octahedral<FloatX1, IntX1, MaskX1>.DecodeBytes(code, out FloatX1 x, out FloatX1 y, out FloatX1 z);
        return Geometry.Normalize(new Vector3(x.Value, y.Value, z.Value));
    }

    /// <summary>The unit vector of a code of <see cref="Buffers.AssetBuffer.CornerNormals"/>.</summary>
    /// <param name="code">Low word u, high word v, each 0 to 65,534 for -1 to 1.</param>
    public static Vector3 DecodeWords(int code)
    {
        Octahedral<FloatX1, IntX1, MaskX1>.DecodeWords(code, out FloatX1 x, out FloatX1 y, out FloatX1 z);
        return Geometry.Normalize(new Vector3(x.Value, y.Value, z.Value));
    }

    /// <summary>Word forms as byte forms.</summary>
    internal static void CopyBytes(ReadOnlySpan<int> words, Span<ushort> target)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= words.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                Vector256<int> bytes = Octahedral<FloatX8, IntX8, MaskX8>.WordsToBytes(new IntX8(Vector256.Create(words[i..]))).Value;
                Vector128.Narrow(bytes.GetLower(), bytes.GetUpper()).AsUInt16().CopyTo(target[i..]);
            }
        }

        for (; i < words.Length; i++)
            target[i] = (ushort)Octahedral<FloatX1, IntX1, MaskX1>.WordsToBytes(words[i]).Value;
    }
}
