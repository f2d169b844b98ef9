namespace Piwa.Bench.Devices;

/// <summary>What a device makes of the golden assets.</summary>
/// <param name="Id">The device, as <c>piwa devices</c> lists it.</param>
/// <param name="Name">Its maker's name.</param>
/// <param name="Digest">The digest; null where it could not be made.</param>
/// <param name="Verdict">How that compares.</param>
/// <param name="IsRight">Whether every bit is right.</param>
internal sealed record MatrixRow(string Id, string Name, string? Digest, string Verdict, bool IsRight);
