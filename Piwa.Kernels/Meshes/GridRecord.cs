using System.Runtime.InteropServices;

namespace Piwa.Kernels.Meshes;

/// <summary>The sampling grid of one asset: cells of equal sides over its box in unit space, with a margin of empty cells.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GridRecord
{
    public int CellsX, CellsY, CellsZ;

    /// <summary>Place of corner (0, 0, 0) in unit space.</summary>
    public float OriginX, OriginY, OriginZ;

    /// <summary>Side of a cell in unit space.</summary>
    public float Spacing;

    public int PartCount;

    public readonly int CornerCount => (CellsX + 1) * (CellsY + 1) * (CellsZ + 1);

    public readonly int CornerRowLength => CellsX + 1;

    public readonly int CornerLayerLength => (CellsX + 1) * (CellsY + 1);

    public readonly int RowCount => CellsY * CellsZ;
}
