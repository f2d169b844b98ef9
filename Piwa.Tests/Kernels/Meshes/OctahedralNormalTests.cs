using Piwa.Kernels.Meshes;

namespace Piwa.Tests.Kernels.Meshes;

public sealed class OctahedralNormalTests
{
    [Fact]
    public void ManyNormalsHaveTheBytesOfEachAlone()
    {
        // Coordinates are 0 to 65,534; the last vector is not whole.
        var random = new Random(1);
        int[] words = [.. Enumerable.Range(0, 4099).Select(_ => random.Next(65535) | (random.Next(65535) << 16)), 0, 65534 | (65534 << 16)];
        var together = new ushort[words.Length];
        OctahedralNormal.CopyBytes(words, together);
        for (int i = 0; i < words.Length; i++)
        {
            ushort alone = 0;
            OctahedralNormal.CopyBytes([words[i]], new Span<ushort>(ref alone));
            Assert.Equal(alone, together[i]);
        }
    }
}
