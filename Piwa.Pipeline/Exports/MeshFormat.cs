namespace Piwa.Pipeline.Exports;

/// <summary>A file format for one mesh.</summary>
public enum MeshFormat
{
    /// <summary>glTF 2.0, binary. y up; normals, a primitive and a material by part.</summary>
    Glb,

    /// <summary>Wavefront OBJ. z up; positions, normals, a group by part.</summary>
    Obj,

    /// <summary>Stanford PLY, binary little-endian. z up; positions, part by triangle.</summary>
    Ply,
}
