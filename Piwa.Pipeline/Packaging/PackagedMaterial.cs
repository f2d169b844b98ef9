namespace Piwa.Pipeline.Packaging;

/// <summary>A material of a package: factors, and the pictures that they are multiplied with.</summary>
/// <param name="BaseColor">Red, green, blue; linear, 0 to 1.</param>
/// <param name="Metallic">0 to 1.</param>
/// <param name="Roughness">0 to 1.</param>
/// <param name="Textures">By channel, the name of the file.</param>
internal sealed record PackagedMaterial(double[] BaseColor, double Metallic, double Roughness, IReadOnlyList<(string Channel, string Name)> Textures);
