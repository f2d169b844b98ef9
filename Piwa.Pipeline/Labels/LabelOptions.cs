namespace Piwa.Pipeline.Labels;

/// <summary>How many sample points the labels of an asset have. The values are part of the labels' identity.</summary>
public sealed record LabelOptions
{
    /// <summary>Default of <see cref="SurfaceSamples"/>, <see cref="VolumeSamples"/> and <see cref="NearSamples"/>.</summary>
    public const int DefaultSamples = 8192;

    /// <summary>Default of <see cref="SharpSamples"/> and <see cref="SharpNearSamples"/>.</summary>
    public const int DefaultSharpSamples = 4096;

    /// <summary>Most samples of one kind.</summary>
    public const int MaxSamples = 1 << 20;

    /// <summary>Points on the surface, uniform by area.</summary>
    /// <value>0 to 1,048,576; default 8,192: 13 bytes each.</value>
    public int SurfaceSamples { get; init; } = DefaultSamples;

    /// <summary>Points on sharp edges, uniform by length.</summary>
    /// <value>0 to 1,048,576; default 4,096: 12 bytes each.</value>
    public int SharpSamples { get; init; } = DefaultSharpSamples;

    /// <summary>Points of the volume with their distance.</summary>
    /// <value>0 to 1,048,576; default 8,192: 8 bytes each.</value>
    public int VolumeSamples { get; init; } = DefaultSamples;

    /// <summary>Points near the surface with their distance.</summary>
    /// <value>0 to 1,048,576; default 8,192: 8 bytes each.</value>
    public int NearSamples { get; init; } = DefaultSamples;

    /// <summary>Points near sharp edges with their distance.</summary>
    /// <value>0 to 1,048,576; default 4,096: 8 bytes each.</value>
    public int SharpNearSamples { get; init; } = DefaultSharpSamples;

    /// <summary>Adds a sentence for each value that is out of its range.</summary>
    public void Validate(ICollection<string> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        Check(SurfaceSamples, nameof(SurfaceSamples));
        Check(SharpSamples, nameof(SharpSamples));
        Check(VolumeSamples, nameof(VolumeSamples));
        Check(NearSamples, nameof(NearSamples));
        Check(SharpNearSamples, nameof(SharpNearSamples));

        void Check(int samples, string name)
        {
            if (samples is < 0 or > MaxSamples)
                faults.Add($"{name} is {samples}; it must be 0 to {MaxSamples}.");
        }
    }
}
