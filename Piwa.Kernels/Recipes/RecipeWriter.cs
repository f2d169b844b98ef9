using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Piwa.Kernels.Recipes;

/// <summary>Writes recipes in their canonical form; see <see cref="RecipeCodec"/>.</summary>
internal readonly struct RecipeWriter(IBufferWriter<byte> target)
{
    private const int ShapeParameters = 4;

    public void Byte(int value) => target.Write([(byte)value]);

    public void UInt16(int value)
    {
        Byte(value);
        Byte(value >> 8);
    }

    public void UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        target.Write(bytes);
    }

    public void UInt64(ulong value)
    {
        UInt32((uint)value);
        UInt32((uint)(value >> 32));
    }

    public void Name(string name)
    {
        Byte(name.Length);
        target.Advance(Encoding.ASCII.GetBytes(name, target.GetSpan(name.Length)));
    }

    public void Parts(IReadOnlyList<Part> parts)
    {
        Byte(parts.Count);
        foreach (Part part in parts)
            Part(part);
    }

    public void Materials(IReadOnlyList<Part> parts)
    {
        Byte(parts.Count);
        for (int i = 0; i < parts.Count; i++)
            Material(parts[i].Material);
    }

    public void Import(MeshImport import)
    {
        target.Write(import.Source.Span);
        Images(import.Images);
    }

    public void Images(IReadOnlyList<ReadOnlyMemory<byte>> images)
    {
        Byte(images.Count);
        foreach (ReadOnlyMemory<byte> image in images)
            target.Write(image.Span);
    }

    public void Lighting(Lighting lighting)
    {
        for (int i = 0; i < lighting.Sky.Count; i++)
            Vector(lighting.Sky[i]);
        Byte(lighting.Lights.Count);
        for (int i = 0; i < lighting.Lights.Count; i++)
        {
            Light light = lighting.Lights[i];
            Vector(light.Direction);
            Vector(light.Irradiance);
            Single(light.Size);
        }
    }

    public void Cameras(IReadOnlyList<Camera> cameras)
    {
        Byte(cameras.Count - 1);
        for (int i = 0; i < cameras.Count; i++)
        {
            Camera camera = cameras[i];
            Byte((int)camera.Projection);
            Vector(camera.Position);
            Vector(camera.Right);
            Vector(camera.Down);
            Vector(camera.Forward);
            Single(camera.FocalLength);
            Single(camera.Near);
            Single(camera.Far);
        }
    }

    private void Part(Part part)
    {
        Byte((int)part.Primitive);
        Byte((int)part.Operation);
        Vector(part.HalfExtents);
        for (int i = 0; i < ShapeParameters; i++)
            Single(part.Shape[i]);
        Single(part.Rotation.X);
        Single(part.Rotation.Y);
        Single(part.Rotation.Z);
        Single(part.Rotation.W);
        Vector(part.Translation);
        Single(part.SmoothRadius);
        Single(part.ShellThickness);
        Byte(part.Deformations.Count);
        foreach (Deformation deformation in part.Deformations)
        {
            Byte((int)deformation.Kind);
            Single(deformation.Amount);
            Single(deformation.Frequency);
            UInt32(deformation.Seed);
        }

        Byte(part.Displacement is null ? 0 : 1);
        if (part.Displacement is { } displacement)
        {
            Byte((int)displacement.Kind);
            UInt32(displacement.Seed);
            Single(displacement.Frequency);
            Byte(displacement.Amplitudes.Count);
            foreach (float amplitude in displacement.Amplitudes)
                Single(amplitude);
        }

        Material(part.Material);
        if (part.Formula is { } formula)
            Formula(formula);
    }

    private void Formula(Formula formula)
    {
        Byte(formula.Steps.Count);
        foreach (FormulaStep step in formula.Steps)
        {
            Byte((int)step.Operation);
            Byte((int)step.Target);
            Byte((int)step.First);
            Byte((int)step.Second);
            Byte((int)step.Third);
            Single(step.Constant);
        }
    }

    private void Material(Material material)
    {
        Byte((int)material.Family);
        UInt32(material.Seed);
        Vector(material.BaseColor);
        Vector(material.SecondColor);
        Vector(material.AccentColor);
        Single(material.Frequency);
        Single(material.Metallic);
        Single(material.SecondMetallic);
        Single(material.Roughness);
        Single(material.SecondRoughness);
        Single(material.Relief);
    }

    private void Vector(Vector3 value)
    {
        Single(value.X);
        Single(value.Y);
        Single(value.Z);
    }

    private void Single(float value) => UInt32(BitConverter.SingleToUInt32Bits(value));
}
