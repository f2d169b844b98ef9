using System.Globalization;
using System.Text;

namespace Piwa.Kernels.Recipes;

/// <summary>Formulas as text: see <see cref="Formula.ToString"/>.</summary>
internal static class FormulaText
{
    /// <summary>Longest text that is read.</summary>
    private const int MaxLength = Formula.MaxSteps * 80;

    public static string Write(ReadOnlySpan<FormulaStep> steps)
    {
        var text = new StringBuilder();
        foreach (FormulaStep step in steps)
        {
            if (text.Length > 0)
                text.Append(", ");
            text.Append(Name(step.Operation)).Append(' ').Append(Name(step.Target));
            for (int k = 0; k < FormulaStep.OperandCount(step.Operation); k++)
                text.Append(' ').Append(step.Operand(k) == FormulaOperand.Constant ? Number(step.Constant) : Name(step.Operand(k)));
            if (step.Operation == FormulaOperation.Noise)
                text.Append(' ').Append(Number(step.Constant));
        }

        return text.ToString();
    }

    public static Formula Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            throw new FormatException($"A formula has at most {MaxLength} characters, not {text.Length}.");
        var steps = new List<FormulaStep>();
        foreach (string step in text.Split(','))
            steps.Add(Step(step, steps.Count));
        try
        {
            return new Formula(steps);
        }
        catch (ArgumentException fault)
        {
            throw new FormatException(fault.Message, fault);
        }
    }

    private static FormulaStep Step(string text, int number)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !TryName(words[0], out FormulaOperation operation) || !TryName(words[1], out FormulaOperand target))
            throw new FormatException($"Step {number}, '{text.Trim()}', must begin with an operation and a register.");

        int count = FormulaStep.OperandCount(operation);
        bool isNoise = operation == FormulaOperation.Noise;
        if (words.Length != 2 + count + (isNoise ? 1 : 0))
            throw new FormatException($"Step {number}, '{text.Trim()}', must have {count} operand(s){(isNoise ? " and a seed" : "")}.");

        Span<FormulaOperand> operands = [FormulaOperand.Constant, FormulaOperand.Constant, FormulaOperand.Constant];
        float? constant = isNoise ? Value(words[^1], number) : null;
        for (int k = 0; k < count; k++)
        {
            if (TryName(words[2 + k], out operands[k]))
                continue;
            float value = Value(words[2 + k], number);
            if (constant is { } other && BitConverter.SingleToInt32Bits(other) != BitConverter.SingleToInt32Bits(value))
                throw new FormatException($"Step {number}, '{text.Trim()}', has more than one number: a step can have one.");
            constant = value;
        }

        return new FormulaStep(operation, target, operands[0], operands[1], operands[2], constant ?? 0f);
    }

    private static float Value(string word, int number) =>
        float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw new FormatException($"Step {number}: '{word}' is neither x, y, z, a register nor a number.");

    /// <summary>Constants are numbers, and have no name.</summary>
    private static bool TryName<T>(string word, out T value) where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (Name(candidate) == word && candidate is not FormulaOperand.Constant)
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static string Name<T>(T value) where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static string Number(float number) => number.ToString("R", CultureInfo.InvariantCulture);
}
