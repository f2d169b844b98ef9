namespace Piwa.Pipeline.Encoding;

/// <summary>The corners of triangles by vertex: those of one vertex have much the same normals.</summary>
internal static class CornerOrder
{
    /// <summary>Sorts, by counting; corners of one vertex stay in their order.</summary>
    /// <param name="triangles">The vertex of each corner.</param>
    /// <param name="places">A number for each vertex and one more; any content.</param>
    /// <param name="order">Receives the corners.</param>
    public static void Fill(ReadOnlySpan<ushort> triangles, Span<int> places, Span<int> order)
    {
        places.Clear();
        foreach (ushort vertex in triangles)
            places[vertex + 1]++;
        for (int i = 1; i < places.Length; i++)
            places[i] += places[i - 1];
        for (int corner = 0; corner < triangles.Length; corner++)
            order[places[triangles[corner]]++] = corner;
    }
}
