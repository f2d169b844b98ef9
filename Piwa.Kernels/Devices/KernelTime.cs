namespace Piwa.Kernels.Devices;

/// <summary>What a kernel has taken.</summary>
/// <param name="Name">The kernel.</param>
/// <param name="Count">How often it ran.</param>
/// <param name="Time">From the call until the device had done it, all together.</param>
/// <param name="Threads">The most threads, or groups, of a launch; 0 for copies.</param>
internal sealed record KernelTime(string Name, int Count, TimeSpan Time, int Threads);
