namespace Piwa.Kernels.Devices;

/// <summary>What runs the kernels.</summary>
public enum DeviceKind
{
    /// <summary>The CPU: Piwa's own vectorised, multi-threaded executor.</summary>
    Host,

    /// <summary>An NVIDIA GPU through ILGPU's PTX backend.</summary>
    Cuda,

    /// <summary>A GPU through ILGPU's OpenCL backend.</summary>
    OpenCL,

    /// <summary>ILGPU's CPU accelerator: it checks the device kernels where there is no GPU, and is too slow to produce with.</summary>
    Simulator,
}
