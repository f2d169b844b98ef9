using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Recipes;

/// <summary>Formulas for tests.</summary>
internal static class Formulas
{
    /// <summary>A ball with a radius of 0.9 of the box.</summary>
    public static readonly Formula Ball = Formula.Create((x, y, z) => Formula.Length(x, y, z) - 0.9f);

    /// <summary>Steps by chance, of which most make no solid.</summary>
    public static Formula Random(Random random, int count)
    {
        var steps = new List<FormulaStep>();
        uint written = 0;
        while (steps.Count < count)
        {
            var operation = (FormulaOperation)random.Next(Enum.GetValues<FormulaOperation>().Length);
            bool isNoise = operation == FormulaOperation.Noise;
            Span<FormulaOperand> operands = [FormulaOperand.Constant, FormulaOperand.Constant, FormulaOperand.Constant];
            bool takesConstant = false;
            for (int k = 0; k < FormulaStep.OperandCount(operation); k++)
            {
                do
                    operands[k] = (FormulaOperand)random.Next(isNoise ? 1 : 0, (int)FormulaOperand.R7 + 1);
                while (operands[k] >= FormulaOperand.R0 && ((written >> (int)operands[k]) & 1) == 0);
                takesConstant |= operands[k] == FormulaOperand.Constant;
            }

            var target = (FormulaOperand)random.Next((int)FormulaOperand.R0, (int)FormulaOperand.R7 + 1);
            float constant = isNoise ? random.Next(Formula.SeedCount) : takesConstant ? Constant(random) : 0f;
            steps.Add(new FormulaStep(operation, target, operands[0], operands[1], operands[2], constant));
            written |= 1u << (int)target;
        }

        return new Formula(steps);
    }

    private static float Constant(Random random) => random.Next(8) switch
    {
        0 => 0f,
        1 => -0f,
        2 => Formula.Most,
        3 => -1e-30f,
        _ => (random.NextSingle() * 8f) - 4f,
    };
}
