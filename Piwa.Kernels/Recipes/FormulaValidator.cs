namespace Piwa.Kernels.Recipes;

/// <summary>Checks the steps of formulas: everything the kernels rely on, and that there is one way only to write each.</summary>
internal static class FormulaValidator
{
    /// <summary>Adds a sentence for each fault.</summary>
    public static void Check(ReadOnlySpan<FormulaStep> steps, List<string> faults)
    {
        const int MaxFaults = 5;
        if (steps.Length is < 1 or > Formula.MaxSteps)
            faults.Add($"A formula has 1 to {Formula.MaxSteps} steps, not {steps.Length}.");
        uint written = 0;
        for (int i = 0; i < steps.Length && faults.Count < MaxFaults; i++)
        {
            FormulaStep step = steps[i];
            if (!Enum.IsDefined(step.Operation))
                faults.Add($"Step {i}: operation {(int)step.Operation} is unknown.");
            else
                CheckOperands(step, i, written, faults);
            if (step.Target is < FormulaOperand.R0 or > FormulaOperand.R7)
                faults.Add($"Step {i}: the target must be a register, R0 to R7.");
            else
                written |= 1u << (int)step.Target;
        }
    }

    private static void CheckOperands(FormulaStep step, int number, uint written, List<string> faults)
    {
        int count = FormulaStep.OperandCount(step.Operation);
        bool takesConstant = false;
        for (int k = 0; k < 3; k++)
        {
            FormulaOperand operand = step.Operand(k);
            if (k >= count && operand != FormulaOperand.Constant)
                faults.Add($"Step {number}: {step.Operation} has {count} operand(s).");
            else if (!Enum.IsDefined(operand))
                faults.Add($"Step {number}: operand {(int)operand} is unknown.");
            else if (operand >= FormulaOperand.R0 && ((written >> (int)operand) & 1) == 0)
                faults.Add($"Step {number}: nothing is in {operand} yet.");
            takesConstant |= k < count && operand == FormulaOperand.Constant;
        }

        float constant = step.Constant;
        if (step.Operation == FormulaOperation.Noise)
        {
            if (takesConstant)
                faults.Add($"Step {number}: the constant of noise is its seed, and no operand.");
            if (!(constant >= 0f && constant < Formula.SeedCount && constant == MathF.Floor(constant)) || float.IsNegative(constant))
                faults.Add($"Step {number}: a seed must be a whole number from 0 to {Formula.SeedCount - 1}, not {constant}.");
        }
        else if (!takesConstant && BitConverter.SingleToInt32Bits(constant) != 0)
        {
            faults.Add($"Step {number}: nothing takes the constant {constant}, which must be 0.");
        }
        else if (!(MathF.Abs(constant) <= Formula.Most))
        {
            faults.Add($"Step {number}: the constant must be within {Formula.Most} of 0, not {constant}.");
        }
    }
}
