using System.Runtime.InteropServices;
using ILGPU;

namespace Piwa.Kernels.Devices;

/// <summary>Finds the drivers of GPUs, for ILGPU and before it: a context of its takes a tenth of a second.</summary>
internal static unsafe class GpuDrivers
{
    /// <summary>
    /// The names that ILGPU asks for drivers by, and those that they have on machines without development files.
    /// </summary>
    private static readonly Dictionary<DeviceKind, (string Name, string[] Files)> Drivers = new()
    {
        [DeviceKind.Cuda] = ("cuda", ["libcuda.so.1", "libcuda.so", "nvcuda.dll"]),
        [DeviceKind.OpenCL] = ("OpenCL", ["libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll", "/System/Library/Frameworks/OpenCL.framework/OpenCL"]),
    };

    /// <summary>Has ILGPU find drivers under all of their names.</summary>
    public static void Register() => NativeLibrary.SetDllImportResolver(
        typeof(Context).Assembly, (name, _, _) => Load(Drivers.Values.FirstOrDefault(driver => driver.Name == name).Files ?? []));

    /// <summary>Whether there can be devices of a kind. OpenCL's loader is on many machines without a driver behind it.</summary>
    public static bool CanHave(DeviceKind kind)
    {
        if (!Drivers.TryGetValue(kind, out (string, string[] Files) driver))
            return true;

        IntPtr library = Load(driver.Files);
        return library != IntPtr.Zero && (kind != DeviceKind.OpenCL || HasPlatform(library));
    }

    private static bool HasPlatform(IntPtr openCL)
    {
        if (!NativeLibrary.TryGetExport(openCL, "clGetPlatformIDs", out IntPtr address))
            return false;

        uint count = 0;
        return ((delegate* unmanaged<uint, IntPtr*, uint*, int>)address)(0, null, &count) == 0 && count > 0;
    }

    private static IntPtr Load(string[] files)
    {
        foreach (string file in files)
        {
            if (NativeLibrary.TryLoad(file, out IntPtr library))
                return library;
        }

        return IntPtr.Zero;
    }
}
