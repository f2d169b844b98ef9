namespace Piwa.Kernels.Views;

/// <summary>How much light gets to a vertex, in one word: 8 bits for the sky around it, then 8 bits for each light.</summary>
internal static class VertexLight
{
    public const int Bits = 8;
    public const int Mask = 255;
    public const int ShiftOpen = 0;
    public const int ShiftLight = 8;
}
