namespace Piwa.Kernels.Devices;

/// <summary>What a kernel has taken.</summary>
/// <param name="Name">The kernel.</param>
/// <param name="Count">How often it ran.</param>
/// <param name="Time">From the call until the device had done it, all together.</param>
internal sealed record KernelTime(string Name, int Count, TimeSpan Time);
