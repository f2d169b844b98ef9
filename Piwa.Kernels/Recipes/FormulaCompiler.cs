using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Recipes;

/// <summary>
/// Makes steps out of a value and what it is computed of: equal values are computed once, what needs more registers first, and a register is
/// free again behind the last step that reads it.
/// </summary>
internal sealed class FormulaCompiler
{
    private readonly List<Node> _order = [];
    private readonly Dictionary<(FormulaOperation, float, int, int, int), Node> _known = [];
    private readonly Dictionary<FormulaValue, Node> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly List<FormulaStep> _steps = [];
    private readonly bool[] _isTaken = new bool[Formula.RegisterCount];

    private FormulaCompiler()
    {
    }

    /// <exception cref="ArgumentException">It is too long, or needs too many values at a time.</exception>
    public static IReadOnlyList<FormulaStep> Compile(FormulaValue value)
    {
        var compiler = new FormulaCompiler();
        Node root = compiler.Find(value);
        if (root.IsLeaf)
            root = compiler.Load(root);
        foreach (Node node in compiler._order)
        {
            foreach (Node operand in node.Operands)
                operand.Readers++;
        }

        root.Readers++;
        compiler.Emit(root);
        return compiler._steps;
    }

    private Node Find(FormulaValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_nodes.TryGetValue(value, out Node? node))
            return node;

        node = value.Operands.Count == 0 ? new Node(0, value.Constant, [], value.Place) : Join(value);
        _nodes.Add(value, node);
        return node;
    }

    private Node Join(FormulaValue value)
    {
        Node[] operands = [.. value.Operands.Select(Find)];

        // A step has one constant; of noise it is the seed.
        Node? constant = value.Operation == FormulaOperation.Noise ? null : Array.Find(operands, operand => operand.IsConstant);
        for (int k = 0; k < operands.Length; k++)
        {
            if (operands[k].IsConstant && !(constant is not null && SameBits(operands[k].Constant, constant.Constant)))
                operands[k] = Load(operands[k]);
        }

        return Remember(value.Operation, value.Operation == FormulaOperation.Noise ? value.Constant : constant?.Constant ?? 0f, operands);
    }

    /// <summary>A register with the value of a constant or a coordinate.</summary>
    private Node Load(Node leaf) => Remember(FormulaOperation.Minimum, leaf.Constant, [leaf, leaf]);

    private Node Remember(FormulaOperation operation, float constant, Node[] operands)
    {
        var key = (operation, constant, Key(operands, 0), Key(operands, 1), Key(operands, 2));
        if (_known.TryGetValue(key, out Node? known) && SameBits(known.Constant, constant))
            return known;

        var node = new Node(operation, constant, operands, FormulaOperand.Constant) { Number = _order.Count };
        _order.Add(node);
        if (_order.Count > Formula.MaxSteps)
            throw new ArgumentException($"The formula takes more than {Formula.MaxSteps} steps.", nameof(operation));
        _known[key] = node;
        return node;
    }

    /// <summary>Coordinates and constants are below 0; the constant itself is part of the whole key.</summary>
    private static int Key(Node[] operands, int index) =>
        index >= operands.Length ? int.MinValue : operands[index].IsLeaf ? -1 - (int)operands[index].Place : operands[index].Number;

    private void Emit(Node node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (Node operand in node.Operands.OrderByDescending(operand => operand.Need))
        {
            if (!operand.IsLeaf && operand.Register < 0)
                Emit(operand);
        }

        foreach (Node operand in node.Operands)
        {
            if (!operand.IsLeaf && --operand.Readers == 0)
                _isTaken[operand.Register] = false;
        }

        int register = Array.IndexOf(_isTaken, false);
        if (register < 0)
        {
            throw new ArgumentException(
                $"The formula keeps more than {Formula.RegisterCount} values at a time. Compute some of them again, later, from x, y and z.");
        }

        _isTaken[register] = true;
        node.Register = register;
        _steps.Add(new FormulaStep(
            node.Operation, FormulaOperand.R0 + register, Operand(node, 0), Operand(node, 1), Operand(node, 2), node.Constant));
    }

    private static FormulaOperand Operand(Node node, int index) => index >= node.Operands.Length
        ? FormulaOperand.Constant
        : node.Operands[index].IsLeaf ? node.Operands[index].Place : FormulaOperand.R0 + node.Operands[index].Register;

    private static bool SameBits(float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b);

    private sealed class Node
    {
        public Node(FormulaOperation operation, float constant, Node[] operands, FormulaOperand place)
        {
            (Operation, Constant, Operands, Place) = (operation, constant, operands, place);

            // Registers for the operands, the greediest first (Sethi and Ullman, "The generation of optimal code", 1970).
            int[] needs = [.. operands.Select(operand => operand.Need).OrderDescending()];
            Need = IsLeaf ? 0 : Math.Max(1, needs.Select((need, k) => need + k).DefaultIfEmpty(1).Max());
        }

        public FormulaOperation Operation { get; }

        public float Constant { get; }

        public Node[] Operands { get; }

        public FormulaOperand Place { get; }

        public int Need { get; }

        public bool IsLeaf => Operands.Length == 0;

        public bool IsConstant => IsLeaf && Place == FormulaOperand.Constant;

        public int Number { get; init; } = -1;

        public int Readers { get; set; }

        public int Register { get; set; } = -1;
    }
}
