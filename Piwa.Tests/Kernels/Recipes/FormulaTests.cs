using Piwa.Kernels.Recipes;
using static Piwa.Kernels.Recipes.Formula;

namespace Piwa.Tests.Kernels.Recipes;

/// <summary>Formulas as they are written, read and kept.</summary>
public sealed class FormulaTests
{
    [Fact]
    public void AFormulaIsItsSteps()
    {
        Formula formula = Create((x, y, z) => Length(x, y) - 0.5f);
        Assert.Equal("multiply r0 y y, multiplyAdd r0 x x r0, squareRoot r0 r0, subtract r0 r0 0.5", formula.ToString());
    }

    [Fact]
    public void WhatIsEqualIsComputedOnce()
    {
        Formula formula = Create((x, y, z) => ((x * y) + (x * y)) * ((x * y) + (x * y)));
        Assert.Equal("multiply r0 x y, add r0 r0 r0, multiply r0 r0 r0", formula.ToString());
    }

    [Fact]
    public void ConstantsAreComputedAtOnceAndLoadedWhereAStepHasTwo()
    {
        FormulaValue half = 0.25f, two = 2f;
        Assert.Equal("add r0 x 2.25", Create((x, y, z) => x + (half + two)).ToString());
        Assert.Equal(
            "minimum r0 2 2, multiplyAdd r0 x 0.25 r0", Create((x, y, z) => MultiplyAdd(x, half, two)).ToString());
        Assert.Equal("minimum r0 0.25 0.25, noise r0 r0 y z 7", Create((x, y, z) => Noise(half, y, z, 7)).ToString());
        Assert.Equal("minimum r0 x x", Create((x, y, z) => x).ToString());
    }

    [Fact]
    public void TextAndBytesComeBack()
    {
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            Formula formula = Formulas.Random(random, random.Next(1, MaxSteps + 1));
            Formula read = Parse(formula.ToString());
            Assert.Equal(formula, read);
            Assert.Equal(formula.ToString(), read.ToString());
            Assert.Equal(formula.GetHashCode(), read.GetHashCode());

            Recipe recipe = Of(formula);
            byte[] bytes = RecipeCodec.Encode(recipe);
            Assert.Equal(bytes, RecipeCodec.Encode(RecipeCodec.Decode(bytes)));
            Assert.Equal(formula, RecipeCodec.Decode(bytes).Parts[0].Formula);
            Assert.Equal(bytes, RecipeCodec.Encode(RecipeJson.Read(RecipeJson.Write(recipe))));
        }
    }

    [Fact]
    public void EveryLengthOfABrokenRecipeIsRefused()
    {
        byte[] bytes = RecipeCodec.Encode(Of(Formulas.Random(new Random(2), 3)));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<RecipeFormatException>(() => RecipeCodec.Decode(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("", "operation and a register")]
    [InlineData("sum r0 x y", "operation and a register")]
    [InlineData("add x x y", "R0 to R7")]
    [InlineData("add r0 x", "2 operand")]
    [InlineData("add r0 x r1", "nothing is in R1")]
    [InlineData("add r0 x w", "'w'")]
    [InlineData("multiplyAdd r0 x 1 2", "more than one number")]
    [InlineData("add r0 x 1e9", "within 1048576")]
    [InlineData("add r0 x NaN", "'NaN'")]
    [InlineData("noise r0 x y z 1.5", "seed")]
    [InlineData("noise r0 x y z", "seed")]
    [InlineData("add r0 x constant", "'constant'")]
    public void WrongTextIsRefusedWithWhatIsWrong(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void StepsAreChecked()
    {
        AssertRefused("unknown", new FormulaStep((FormulaOperation)99, FormulaOperand.R0, FormulaOperand.X));
        AssertRefused("unknown", new FormulaStep(FormulaOperation.Floor, FormulaOperand.R0, (FormulaOperand)12));
        AssertRefused("1 operand", new FormulaStep(FormulaOperation.Floor, FormulaOperand.R0, FormulaOperand.X, FormulaOperand.X));
        AssertRefused("must be 0", new FormulaStep(FormulaOperation.Floor, FormulaOperand.R0, FormulaOperand.X, Constant: 1f));
        AssertRefused("no operand", new FormulaStep(FormulaOperation.Noise, FormulaOperand.R0, FormulaOperand.X, FormulaOperand.X));
        AssertRefused("1 to 128 steps", []);
        AssertRefused("1 to 128 steps", [.. Enumerable.Repeat(new FormulaStep(FormulaOperation.Floor, FormulaOperand.R0, FormulaOperand.X), 129)]);

        static void AssertRefused(string expected, params FormulaStep[] steps) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new Formula(steps)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsTooLongOrKeepsTooMuchIsRefusedWithWhatToDo()
    {
        var fault = Assert.Throws<ArgumentException>(() => Create((x, y, z) => Enumerable.Range(0, 200).Aggregate(x, (sum, i) => sum + (y * i))));
        Assert.Contains("more than 128 steps", fault.Message, StringComparison.Ordinal);
        fault = Assert.Throws<ArgumentException>(() => Create((x, y, z) =>
        {
            FormulaValue[] kept = [.. Enumerable.Range(1, 9).Select(i => Sin(x * i))];
            FormulaValue sum = kept.Aggregate((a, b) => a + b);
            return kept.Aggregate(sum, (a, b) => a * b);
        }));
        Assert.Contains("more than 8 values at a time", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => (FormulaValue)2e6f);
        Assert.Throws<ArgumentOutOfRangeException>(() => Noise(1f, 1f, 1f, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => (FormulaValue)1f / 0f);
    }

    [Theory]
    [InlineData(PrimitiveKind.Formula, false)]
    [InlineData(PrimitiveKind.Cuboid, true)]
    public void OnlyAFormulaHasOneAndMust(PrimitiveKind primitive, bool hasFormula)
    {
        Recipe recipe = Of(Formulas.Ball);
        recipe = recipe with { Parts = [recipe.Parts[0] with { Primitive = primitive, Formula = hasFormula ? Formulas.Ball : null }] };
        var fault = Assert.Throws<RecipeFormatException>(() => RecipeJson.Read(RecipeJson.Write(recipe)));
        Assert.Contains("parts[0].formula", fault.Message, StringComparison.Ordinal);
    }

    private static Recipe Of(Formula formula) => Preset.Piwa.Sample(7, 1, CameraRig.Objaverse12) with
    {
        Origin = null,
        Parts = [new Part { Primitive = PrimitiveKind.Formula, Formula = formula }],
    };
}
