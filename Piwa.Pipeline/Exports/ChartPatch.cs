using System.Numerics;

namespace Piwa.Pipeline.Exports;

/// <summary>Triangles that hang together and face one way, with the plane that they are projected onto.</summary>
/// <param name="Triangles">The triangles.</param>
/// <param name="Right">Unit vector in the plane: towards larger u.</param>
/// <param name="Up">Unit vector in the plane: towards smaller v.</param>
/// <param name="Out">Unit vector that the triangles face: right x up.</param>
internal sealed record ChartPatch(int[] Triangles, Vector3 Right, Vector3 Up, Vector3 Out);
