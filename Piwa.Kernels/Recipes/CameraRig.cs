using System.Numerics;

namespace Piwa.Kernels.Recipes;

/// <summary>A named arrangement of cameras, as published data sets use it.</summary>
public sealed class CameraRig
{
    /// <summary>
    /// 12 views round the object, 30 degrees above the horizon, at distance 1.5 from the unit cube, lens 35 mm on a 32 mm sensor
    /// (49.13 degrees). Source: allenai/objaverse-rendering, <c>blender_script.py</c>.
    /// </summary>
    public static readonly CameraRig Objaverse12 = new("objaverse12", 12, CreateObjaverse12);

    /// <summary>
    /// 32 random views of 50 degrees at distances uniform in [2.0, 3.5], heights in (-0.75, 1.6), for an object in [-1, 1]; here at
    /// half that scale for an object in the unit cube. Source: TencentARC/InstantMesh, the rig of LRM.
    /// </summary>
    public static readonly CameraRig Lrm32 = new("lrm32", 32, CreateLrm32);

    /// <summary>All rigs.</summary>
    public static readonly IReadOnlyList<CameraRig> All = [Objaverse12, Lrm32];

    private readonly Func<ulong, ulong, Camera[]> _create;

    private CameraRig(string name, int viewCount, Func<ulong, ulong, Camera[]> create)
    {
        Name = name;
        ViewCount = viewCount;
        _create = create;
    }

    /// <summary>The rig's name, as commands and recipes write it.</summary>
    public string Name { get; }

    /// <summary>How many cameras it has.</summary>
    public int ViewCount { get; }

    /// <summary>The rig of that name.</summary>
    /// <exception cref="ArgumentException">No rig has that name.</exception>
    public static CameraRig Find(string name) => All.FirstOrDefault(rig => rig.Name == name)
        ?? throw new ArgumentException($"There is no camera rig '{name}'. Rigs: {string.Join(", ", All.Select(rig => rig.Name))}.");

    /// <summary>The cameras of one asset.</summary>
    public IReadOnlyList<Camera> CreateCameras(ulong campaignSeed, ulong assetIndex) => _create(campaignSeed, assetIndex);

    private static Camera[] CreateObjaverse12(ulong campaignSeed, ulong assetIndex)
    {
        const int Count = 12;
        const float Distance = 1.5f;
        const float ElevationSine = 0.5f; // 30 degrees
        const float ElevationCosine = 0.8660254f;
        const float FocalLength = 35f / 32f;

        var cameras = new Camera[Count];
        for (int i = 0; i < Count; i++)
        {
            Geometry.SinCos(i * (MathF.Tau / Count), out float sine, out float cosine);
            var direction = new Vector3(cosine * ElevationCosine, sine * ElevationCosine, ElevationSine);
            cameras[i] = Camera.LookAtOrigin(direction * Distance, FocalLength);
        }

        return cameras;
    }

    private static Camera[] CreateLrm32(ulong campaignSeed, ulong assetIndex)
    {
        const int Count = 32;
        const float Scale = 0.5f; // the source's object spans [-1, 1], ours the unit cube
        const float MinDistance = 2.0f * Scale;
        const float MaxDistance = 3.5f * Scale;
        const float MinHeight = -0.75f * Scale;
        const float MaxHeight = 1.6f * Scale;
        const float FocalLength = 1.0722535f; // 1 / (2 tan 25 degrees)

        var random = new RandomStream(campaignSeed, assetIndex, RandomField.Camera);
        var cameras = new Camera[Count];
        for (int i = 0; i < Count; i++)
        {
            Vector3 position;
            do
            {
                // As the source does: the direction of a point in a cube, which is denser towards the cube's corners.
                Vector3 inCube = random.NextVector(-1f, 1f);
                position = Geometry.Normalize(inCube) * random.NextRange(MinDistance, MaxDistance);
            }
            while (!(position.Z > MinHeight && position.Z < MaxHeight));
            cameras[i] = Camera.LookAtOrigin(position, FocalLength);
        }

        return cameras;
    }
}
