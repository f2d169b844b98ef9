namespace Piwa.Pipeline.Stores.S3;

/// <summary>How a file is cut into parts: by its length alone, so that whoever puts it gets the same checksum of it.</summary>
/// <param name="Length">Bytes of the file.</param>
/// <param name="PartBytes">Bytes of a part; the last may have fewer.</param>
internal readonly record struct S3PartPlan(long Length, int PartBytes)
{
    /// <summary>The most that S3 takes.</summary>
    private const int MaximumParts = 10_000;

    private const int Granularity = 1 << 20;

    /// <summary>Parts, at least one.</summary>
    public int Count => (int)Math.Max(1, (Length + PartBytes - 1) / PartBytes);

    /// <summary>Cuts a file.</summary>
    /// <param name="length">Bytes of the file.</param>
    /// <param name="partBytes">Bytes of a part, where that makes not too many.</param>
    public static S3PartPlan Of(long length, int partBytes)
    {
        long least = (length + MaximumParts - 1) / MaximumParts;
        return least <= partBytes
            ? new S3PartPlan(length, partBytes)
            : new S3PartPlan(length, checked((int)((least + Granularity - 1) / Granularity * Granularity)));
    }

    /// <summary>Where a part begins.</summary>
    public long Offset(int part) => (long)part * PartBytes;

    /// <summary>Its bytes.</summary>
    public int Bytes(int part) => (int)Math.Min(PartBytes, Length - Offset(part));
}
