using System.Globalization;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Cameras;

/// <summary>Writes an asset's cameras as the files of a published loader, and reads such files.</summary>
/// <remarks>
/// Lengths are written as they are: scale records first (<see cref="CameraRecord.Scale"/>) for a loader that expects a larger object.
/// The same records give the same bytes. Numbers of JSON files are written so that reading gives the same bits.
/// </remarks>
public static class CameraFiles
{
    /// <summary>Names of images where nothing else is asked for: 000.png, 001.png, ...</summary>
    public const string DefaultImageName = "{0:D3}.png";

    private const int MaxFaults = 10;

    /// <summary>Writes the files.</summary>
    /// <param name="dialect">The form.</param>
    /// <param name="cameras">The cameras, by view.</param>
    /// <param name="directory">Where to; created if it is not there.</param>
    /// <param name="imageName">
    /// What a view's image is called, for dialects that say it: a composite format of the view's number.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The dialect cannot express the cameras (parallel projections, intrinsics that differ by view, a principal point off the
    /// middle); the message says which and why. Nothing is written.
    /// </exception>
    public static void Write(
        CameraDialect dialect,
        IReadOnlyList<CameraRecord> cameras,
        string directory,
        string imageName = DefaultImageName)
    {
        ArgumentNullException.ThrowIfNull(cameras);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(imageName);
        IReadOnlyList<string> faults = Check(dialect, cameras);
        if (faults.Count > 0)
            throw new ArgumentException($"{dialect} cannot hold these cameras. {string.Join(" ", faults)}", nameof(cameras));

        Directory.CreateDirectory(directory);
        switch (dialect)
        {
            case CameraDialect.TransformsJson:
                TransformsFile.Write(cameras, directory, view => Name(imageName, view));
                break;
            case CameraDialect.OpenCvJson:
                OpenCvFile.Write(cameras, directory, view => Name(imageName, view));
                break;
            case CameraDialect.WorldToCameraNpy:
                PoseFiles.WriteWorldToCamera(cameras, directory);
                break;
            case CameraDialect.CamerasNpz:
                PoseFiles.WriteArchive(cameras, directory);
                break;
            case CameraDialect.PoseNpy:
                PoseFiles.WriteCameraToWorld(cameras, directory);
                break;
            default:
                AxesFiles.Write(cameras, directory);
                break;
        }
    }

    /// <summary>Reads the files.</summary>
    /// <param name="dialect">The form.</param>
    /// <param name="directory">Where they are.</param>
    /// <param name="missing">
    /// What the dialect does not say is taken from it: intrinsics, size, range of depths, depth kind, normal space, projection; see
    /// <see cref="CameraDialect"/> for what each holds. Its poses are not used.
    /// </param>
    /// <returns>The cameras, by view.</returns>
    /// <exception cref="InvalidDataException">A file is not of its form.</exception>
    /// <exception cref="IOException">A file is not there, or cannot be read.</exception>
    public static IReadOnlyList<CameraRecord> Read(CameraDialect dialect, string directory, CameraRecord missing)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        IReadOnlyList<CameraRecord> cameras = dialect switch
        {
            CameraDialect.TransformsJson => TransformsFile.Read(directory, missing),
            CameraDialect.OpenCvJson => OpenCvFile.Read(directory, missing),
            CameraDialect.WorldToCameraNpy => PoseFiles.ReadWorldToCamera(directory, missing),
            CameraDialect.CamerasNpz => PoseFiles.ReadArchive(directory, missing),
            CameraDialect.PoseNpy => PoseFiles.ReadCameraToWorld(directory, missing),
            CameraDialect.AxesJson => AxesFiles.Read(directory, missing),
            _ => throw Unknown(dialect),
        };
        return cameras.Count > 0 ? cameras : throw new FileNotFoundException($"There are no cameras of {dialect} in {directory}.");
    }

    /// <summary>Why a dialect cannot express cameras: a sentence for each reason, none where it can.</summary>
    /// <param name="dialect">The form.</param>
    /// <param name="cameras">The cameras, by view.</param>
    public static IReadOnlyList<string> Check(CameraDialect dialect, IReadOnlyList<CameraRecord> cameras)
    {
        ArgumentNullException.ThrowIfNull(cameras);
        (bool parallel, bool varying, bool offCentre) = dialect switch
        {
            CameraDialect.TransformsJson => (true, true, false),
            CameraDialect.OpenCvJson => (false, true, true),
            CameraDialect.AxesJson => (false, true, false),
            CameraDialect.PoseNpy => (false, false, true),
            CameraDialect.WorldToCameraNpy or CameraDialect.CamerasNpz => (false, false, false),
            _ => throw Unknown(dialect),
        };
        var faults = new List<string>();
        if (cameras.Count == 0)
            faults.Add("There are none.");
        for (int view = 0; view < cameras.Count && faults.Count < MaxFaults; view++)
        {
            CameraRecord camera = cameras[view], first = cameras[0];
            if (!parallel && camera.Projection == CameraProjection.Orthographic)
                faults.Add($"View {view} is a parallel projection; its readers take every view for a perspective.");
            if (!varying && Intrinsics(camera) != Intrinsics(first))
                faults.Add($"View {view} has other intrinsics {Intrinsics(camera)} than view 0 {Intrinsics(first)}; its readers have one set for all views.");
            if (!offCentre && (camera.CentreX != camera.Width * 0.5f || camera.CentreY != camera.Height * 0.5f || camera.FocalX != camera.FocalY))
                faults.Add($"View {view} has its principal point off the middle of the image, or pixels that are not square; its readers know neither.");
        }

        return faults;
    }

    private static (float FocalX, float FocalY, float CentreX, float CentreY, int Width, int Height) Intrinsics(in CameraRecord camera) =>
        (camera.FocalX, camera.FocalY, camera.CentreX, camera.CentreY, camera.Width, camera.Height);

    private static string Name(string pattern, int view) => string.Format(CultureInfo.InvariantCulture, pattern, view);

    private static ArgumentOutOfRangeException Unknown(CameraDialect dialect) => new(nameof(dialect), dialect, "Unknown camera dialect.");
}
