using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Recipes;

public sealed class ImportedRecipeTests
{
    [Fact]
    public void TheBytesNameTheMeshAndHoldAllElse()
    {
        Recipe recipe = Create(5, images: 2, materials: 3);
        byte[] bytes = RecipeCodec.Encode(recipe);
        Recipe read = RecipeCodec.Decode(bytes);
        Assert.Equal(bytes, RecipeCodec.Encode(read));
        Assert.Equal(recipe.Import!.Source.ToArray(), read.Import!.Source.ToArray());
        Assert.Equal(recipe.Import.Images.Select(image => image.ToArray()), read.Import.Images.Select(image => image.ToArray()));
        Assert.Equal(recipe.Parts.Select(part => part.Material), read.Parts.Select(part => part.Material));
        Assert.Equal(recipe.Cameras, read.Cameras);
        Assert.Null(read.Import.Mesh);
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<RecipeFormatException>(() => RecipeCodec.Decode(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void LightAndCamerasFollowFromTheSource()
    {
        Assert.Equal(RecipeCodec.Encode(Create(5, 0, 1)), RecipeCodec.Encode(Create(5, 0, 1)));
        Assert.NotEqual(Create(5, 0, 1).Lighting.Lights, Create(6, 0, 1).Lighting.Lights);
    }

    [Fact]
    public void ThereIsNoJsonOfIt() => Assert.Throws<ArgumentException>(() => RecipeJson.Write(Create(5, 0, 1)));

    [Fact]
    public void WhatCannotBeMadeIsRefused()
    {
        Assert.Contains("parts", Assert.Throws<RecipeFormatException>(() => Create(5, 0, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("parts", Assert.Throws<RecipeFormatException>(() => Create(5, 0, 65)).Message, StringComparison.Ordinal);
        Assert.Contains("images[1]", Assert.Throws<RecipeFormatException>(() => Create(5, 2, 1, descending: true)).Message, StringComparison.Ordinal);
        Assert.Contains("32 bytes", Assert.Throws<RecipeFormatException>(() => ImportedRecipe.Create(
            new MeshImport { Source = new byte[31] }, [new Material()], CameraRig.Objaverse12, 1)).Message, StringComparison.Ordinal);
    }

    private static Recipe Create(byte source, int images, int materials, bool descending = false)
    {
        ReadOnlyMemory<byte>[] hashes = [.. Enumerable.Range(0, images).Select(i => (ReadOnlyMemory<byte>)Hash((byte)(descending ? images - i : i)))];
        return ImportedRecipe.Create(
            new MeshImport { Source = Hash(source), Images = hashes },
            [.. Enumerable.Range(0, materials).Select(i => new Material { BaseColor = new Vector3(i / 100f) })],
            CameraRig.Objaverse12,
            campaignSeed: 1);
    }

    private static byte[] Hash(byte first) => [first, .. new byte[MeshImport.HashBytes - 1]];
}
