using Piwa.Kernels.Meshes;

namespace Piwa.Tests.Kernels.Meshes;

/// <summary>One good mesh, and each defect by one change to it.</summary>
public sealed class MeshValidatorTests
{
    private static readonly ushort[] Positions = [0, 0, 0, 100, 0, 0, 0, 100, 0, 0, 0, 100];
    private static readonly ushort[] Triangles = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];

    [Fact]
    public void ATetrahedronIsGood() => Assert.Equal(default, Check(Positions, Triangles));

    [Fact]
    public void AHoleIsOpenEdges() => Assert.True(Check(Positions, Triangles[..9]).OpenEdges > 0);

    [Fact]
    public void ATurnedTriangleIsOpenEdges()
    {
        ushort[] turned = [.. Triangles];
        (turned[0], turned[1]) = (turned[1], turned[0]);
        Assert.True(Check(Positions, turned).OpenEdges > 0);
    }

    [Fact]
    public void AMeshTurnedInsideOutHasNoPositiveVolume()
    {
        ushort[] turned = [.. Triangles];
        for (int t = 0; t < turned.Length; t += 3)
            (turned[t], turned[t + 1]) = (turned[t + 1], turned[t]);
        MeshDefects defects = Check(Positions, turned);
        Assert.True(defects.IsInsideOut);
        Assert.Equal(0, defects.OpenEdges);
    }

    [Fact]
    public void AVertexAtThePlaceOfAnotherIsADuplicate()
    {
        ushort[] twice = [.. Positions, 100, 0, 0];
        MeshDefects defects = Check(twice, Triangles);
        Assert.Equal(1, defects.DuplicateVertices);
        Assert.Equal(1, defects.UnusedVertices);
    }

    [Fact]
    public void ATriangleOnALineIsDegenerate()
    {
        ushort[] flat = [.. Positions];
        (flat[9], flat[10], flat[11]) = (50, 0, 0);
        Assert.True(Check(flat, Triangles).DegenerateTriangles > 0);
    }

    [Fact]
    public void TwoFansAtOneVertexAreASplitVertex()
    {
        // Two tetrahedra that share vertex 0 only.
        ushort[] positions = [.. Positions, 0, 0, 200, 200, 0, 200, 0, 200, 200];
        ushort[] triangles = [.. Triangles, 0, 5, 4, 0, 6, 5, 0, 4, 6, 4, 5, 6];
        MeshDefects defects = Check(positions, triangles);
        Assert.Equal(1, defects.SplitVertices);
        Assert.Equal(0, defects.OpenEdges);
    }

    [Fact]
    public void TwoClosedShellsAreGood()
    {
        ushort[] positions = [.. Positions, .. Positions.Select(value => (ushort)(value + 1000))];
        ushort[] triangles = [.. Triangles, .. Triangles.Select(vertex => (ushort)(vertex + 4))];
        Assert.Equal(default, Check(positions, triangles));
    }

    private static MeshDefects Check(ushort[] positions, ushort[] triangles) => new MeshValidator().Check(positions, triangles);
}
