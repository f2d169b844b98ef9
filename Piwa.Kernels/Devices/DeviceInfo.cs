namespace Piwa.Kernels.Devices;

/// <summary>A device that this machine has.</summary>
/// <param name="Id">Name to choose the device by: <c>host</c>, <c>cuda:0</c>, <c>opencl:0</c>, <c>simulator</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its maker's name for it.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="IsGpu">Whether it is a GPU: OpenCL runs on CPUs as well, but the host is faster there.</param>
public sealed record DeviceInfo(string Id, DeviceKind Kind, string Name, long MemoryBytes, bool IsGpu);
