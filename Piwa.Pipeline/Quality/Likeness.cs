namespace Piwa.Pipeline.Quality;

/// <summary>Form and look of an asset: two are as far apart as the farther of the two.</summary>
internal readonly record struct Likeness(ShapeDescriptor Shape, PerceptualHash Look) : IMetricPoint<Likeness>
{
    public int DistanceTo(Likeness other) => Math.Max(Shape.DistanceTo(other.Shape), Look.DistanceTo(other.Look));
}
