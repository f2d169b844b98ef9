using System.Numerics;

namespace Piwa.Kernels.Recipes;

/// <content>The published rigs. All are for an object in the unit cube; a source whose object is larger is scaled.</content>
public sealed partial class CameraRig
{
    private const float FocalLength49 = 35f / 32f; // 49.13 degrees: lens 35 mm, sensor 32 mm
    private const float FocalLength50 = 1.0722535f; // 1 / (2 tan 25 degrees)
    private const float DegreesToRadians = MathF.PI / 180f;

    /// <summary>
    /// 12 views round the object, 30 degrees above the horizon, at distance 1.5 from the unit cube, lens 35 mm on a 32 mm sensor
    /// (49.13 degrees). Source: allenai/objaverse-rendering, <c>blender_script.py</c>.
    /// </summary>
    public static readonly CameraRig Objaverse12 = new("objaverse12", CreateOrbit30(12));

    /// <summary>
    /// 32 random views of 50 degrees at distances uniform in [2.0, 3.5], heights in (-0.75, 1.6), for an object in [-1, 1]; here at
    /// half that scale for an object in the unit cube. Source: TencentARC/InstantMesh, the rig of LRM.
    /// </summary>
    public static readonly CameraRig Lrm32 = new(
        "lrm32", 32, (seed, index) => CreateShell(seed, index, new Shell(Scale: 0.5f, MinDistance: 2.0f, MaxDistance: 3.5f)));

    /// <summary>
    /// 32 random views of 50 degrees at distances uniform in [1.5, 2.8], heights in (-0.75, 1.6), for an object in [-0.9, 0.9]; here at
    /// 1/1.8 of that scale. The nearest of the source's cameras, 14 in 100, stand within the sphere round the unit cube or hardly outside
    /// of it: here they are moved out along their direction, to 0.91. Source: desaixie/zeroverse, <c>zeroverse_rgba.py</c>.
    /// </summary>
    public static readonly CameraRig Zeroverse32 = new(
        "zeroverse32", 32, (seed, index) => CreateShell(seed, index, new Shell(Scale: 1f / 1.8f, MinDistance: 1.5f, MaxDistance: 2.8f)));

    /// <summary>
    /// 150 views of 40 degrees at distance 2, spread by a Hammersley sequence with an offset drawn per asset; a quarter of them below the
    /// horizon. Source: microsoft/TRELLIS, <c>dataset_toolkits/render.py</c> and <c>utils.py</c>.
    /// </summary>
    public static readonly CameraRig Trellis150 = new("trellis150", 150, CreateTrellis150);

    /// <summary>
    /// 24 views in directions as those of <see cref="Trellis150"/>, of 10 to 70 degrees, each at the distance r from which the sphere round
    /// the unit cube fills the image: <c>r = (sqrt(3) / 2) / sin(fov / 2)</c>, with 1 / r^2 uniform between the ends. Source:
    /// microsoft/TRELLIS, <c>dataset_toolkits/render_cond.py</c>.
    /// </summary>
    public static readonly CameraRig TrellisCond24 = new("trellis_cond24", 24, CreateTrellisCond24);

    /// <summary>
    /// 6 views of 30 degrees at azimuths 30, 90, ... 330 degrees, in turn 20 degrees above and 10 below the horizon. The distance is not
    /// published: here the sphere round the unit cube fills the image (3.346). Source: SUDO-AI-3D/zero123plus, version 1.2 of the model.
    /// </summary>
    public static readonly CameraRig Zero123Plus6 = new("zero123pp6", CreateZero123Plus6());

    /// <summary>
    /// 16 views round the object, 30 degrees above the horizon, at distance 1.5, of 49.13 degrees. Source: liuyuan-pal/SyncDreamer,
    /// <c>blender_script.py</c> with fixed cameras.
    /// </summary>
    public static readonly CameraRig SyncDreamer16 = new("syncdreamer16", CreateOrbit30(16));

    /// <summary>
    /// 40 views of 39.6 degrees (focal length 1422.222 for 1024 pixels): 0 to 24 round the object every 15 degrees, 5 to 30 degrees above
    /// the horizon, so that view 24 is view 0 again; 25 from the top; 26 from below; 27 to 39 every 30 degrees, 5 degrees below to 5 above
    /// the horizon, view 39 as view 27. The distance is uniform in [1.0, 1.5], so that the nearest views show the middle of the object
    /// only; it and the two elevations are drawn once per asset, which the source leaves open. Source: modelscope/richdreamer,
    /// <c>dataset/gobjaverse</c> and issue 34 (distance).
    /// </summary>
    public static readonly CameraRig GObjaverse40 = new("gobj40", 40, CreateGObjaverse40);

    /// <summary>
    /// 6 parallel projections along the axes, from +x, -x, +y, -y, +z, -z, whose images are 1.2 world units wide. Distance and width as in
    /// Tencent-Hunyuan/Hunyuan3D-2.1, <c>hy3dshape/tools/render/render.py</c>; the order is our own.
    /// </summary>
    public static readonly CameraRig Ortho6 = new("ortho6", CreateOrtho6());

    /// <summary>All published rigs.</summary>
    public static readonly IReadOnlyList<CameraRig> All =
        [Objaverse12, Lrm32, Zeroverse32, Trellis150, TrellisCond24, Zero123Plus6, SyncDreamer16, GObjaverse40, Ortho6];

    /// <summary>Even steps round the object, 30 degrees above the horizon.</summary>
    private static Camera[] CreateOrbit30(int count)
    {
        const float Distance = 1.5f;
        const float ElevationSine = 0.5f;
        const float ElevationCosine = 0.8660254f;

        var cameras = new Camera[count];
        for (int i = 0; i < count; i++)
        {
            Geometry.SinCos(i * (MathF.Tau / count), out float sine, out float cosine);
            var direction = new Vector3(cosine * ElevationCosine, sine * ElevationCosine, ElevationSine);
            cameras[i] = Camera.LookAtOrigin(direction * Distance, FocalLength49);
        }

        return cameras;
    }

    private static Camera[] CreateShell(ulong campaignSeed, ulong assetIndex, Shell shell)
    {
        const int Count = 32;
        var random = new RandomStream(campaignSeed, assetIndex, RandomField.Camera);
        var cameras = new Camera[Count];
        for (int i = 0; i < Count; i++)
        {
            Vector3 direction, position;
            float distance;
            do
            {
                // As the sources do: the direction of a point in a cube, which is denser towards the cube's corners.
                direction = Geometry.Normalize(random.NextVector(-1f, 1f));
                distance = random.NextRange(shell.MinDistance * shell.Scale, shell.MaxDistance * shell.Scale);
                position = direction * distance;
            }
            while (!(position.Z > Shell.MinHeight * shell.Scale && position.Z < Shell.MaxHeight * shell.Scale));
            if (distance < Shell.Nearest)
                position = direction * Shell.Nearest;
            cameras[i] = Camera.LookAtOrigin(position, FocalLength50);
        }

        return cameras;
    }

    private static Camera[] CreateTrellis150(ulong campaignSeed, ulong assetIndex)
    {
        const int Count = 150;
        const float Distance = 2f;
        const float FocalLength = 1.3737387f; // 1 / (2 tan 20 degrees)
        var random = new RandomStream(campaignSeed, assetIndex, RandomField.Camera);
        float offsetU = random.NextUnit(), offsetV = random.NextUnit();
        var cameras = new Camera[Count];
        for (int i = 0; i < Count; i++)
            cameras[i] = Camera.LookAtOrigin(HammersleyDirection(i, Count, offsetU, offsetV) * Distance, FocalLength);
        return cameras;
    }

    private static Camera[] CreateTrellisCond24(ulong campaignSeed, ulong assetIndex)
    {
        const int Count = 24;
        const float MinSineSquare = 0.007596123f; // sin(5 degrees)^2
        const float MaxSineSquare = 0.32898992f; // sin(35 degrees)^2
        var random = new RandomStream(campaignSeed, assetIndex, RandomField.Camera);
        float offsetU = random.NextUnit(), offsetV = random.NextUnit();
        var cameras = new Camera[Count];
        for (int i = 0; i < Count; i++)
        {
            // 1 / r^2 is in proportion to the square of sin(fov / 2).
            float sineSquare = random.NextRange(MinSineSquare, MaxSineSquare), sine = MathF.Sqrt(sineSquare);
            float focalLength = MathF.Sqrt(1f - sineSquare) / (2f * sine);
            Vector3 direction = HammersleyDirection(i, Count, offsetU, offsetV);
            cameras[i] = Camera.LookAtOrigin(direction * (Camera.AssetRadius / sine), focalLength);
        }

        return cameras;
    }

    /// <summary>Point <paramref name="i"/> of the sequence on the sphere, remapped so that a quarter has z &lt; 0.</summary>
    private static Vector3 HammersleyDirection(int i, int count, float offsetU, float offsetV)
    {
        float u = (i + offsetU) / count;
        u = u < 0.25f ? 2f * u : ((2f / 3f) * u) + (1f / 3f);
        float z = (2f * u) - 1f, radius = MathF.Sqrt(MathF.Max(0f, 1f - (z * z)));
        Geometry.SinCos((RadicalInverse(i) + offsetV) * MathF.Tau, out float sine, out float cosine);
        return new Vector3(radius * cosine, radius * sine, z);
    }

    /// <summary>The binary digits of <paramref name="i"/> mirrored at the point.</summary>
    private static float RadicalInverse(int i)
    {
        float value = 0f;
        for (float digit = 0.5f; i > 0; i >>= 1, digit *= 0.5f)
            value += (i & 1) * digit;
        return value;
    }

    private static Camera[] CreateZero123Plus6()
    {
        const int Count = 6;
        const float Distance = 3.346065f; // (sqrt(3) / 2) / sin(15 degrees)
        const float FocalLength = 1.8660254f; // 1 / (2 tan 15 degrees)
        var cameras = new Camera[Count];
        for (int i = 0; i < Count; i++)
        {
            float elevation = i % 2 == 0 ? 20f : -10f;
            cameras[i] = Camera.LookAtOrigin(Direction(30f + (60f * i), elevation) * Distance, FocalLength);
        }

        return cameras;
    }

    private static Camera[] CreateGObjaverse40(ulong campaignSeed, ulong assetIndex)
    {
        const int Count = 40, UpperSteps = 24, Top = 25, Bottom = 26, LowerSteps = 12;
        const float FocalLength = 1422.222f / 1024f;
        var random = new RandomStream(campaignSeed, assetIndex, RandomField.Camera);
        float distance = random.NextRange(1.0f, 1.5f);
        float upper = random.NextRange(5f, 30f), lower = random.NextRange(-5f, 5f);
        var cameras = new Camera[Count];
        for (int i = 0; i < Count; i++)
        {
            Vector3 direction = i switch
            {
                < Top => Direction(i % UpperSteps * 15f, upper),
                Top => Vector3.UnitZ,
                Bottom => -Vector3.UnitZ,
                _ => Direction((i - Bottom - 1) % LowerSteps * 30f, lower),
            };
            cameras[i] = Camera.LookAtOrigin(direction * distance, FocalLength);
        }

        return cameras;
    }

    private static Camera[] CreateOrtho6()
    {
        const float Distance = 1.5f;
        const float WorldWidth = 1.2f;
        Vector3[] directions = [Vector3.UnitX, -Vector3.UnitX, Vector3.UnitY, -Vector3.UnitY, Vector3.UnitZ, -Vector3.UnitZ];
        return [.. directions.Select(
            direction => Camera.LookAtOrigin(direction * Distance, 1f / WorldWidth, CameraProjection.Orthographic))];
    }

    private static Vector3 Direction(float azimuthDegrees, float elevationDegrees)
    {
        Geometry.SinCos(azimuthDegrees * DegreesToRadians, out float sine, out float cosine);
        Geometry.SinCos(elevationDegrees * DegreesToRadians, out float z, out float radius);
        return new Vector3(radius * cosine, radius * sine, z);
    }

    /// <summary>Cameras between two spheres and two heights, at the source's scale.</summary>
    private readonly record struct Shell(float Scale, float MinDistance, float MaxDistance)
    {
        public const float MinHeight = -0.75f;
        public const float MaxHeight = 1.6f;

        /// <summary>At our scale: as near as a recipe's camera may stand, and one in a hundred for rounding.</summary>
        public const float Nearest = 0.91f;
    }
}
