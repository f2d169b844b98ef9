using System.Globalization;
using System.Text.RegularExpressions;

namespace Piwa.Bench.Roofline;

/// <summary>What a kernel's PTX says without a device: instructions that stand in it, not how often they run.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Floats">Instructions of 32-bit floats, comparisons and selections among them.</param>
/// <param name="Integers">Instructions of integers and predicates.</param>
/// <param name="Memory">Loads, stores and atomics of every kind.</param>
/// <param name="Local">Those of them that go to local memory.</param>
/// <param name="Branches">Branches, calls, returns and barriers.</param>
/// <param name="Moves">Copies and conversions.</param>
/// <param name="SharedBytes">Shared memory of a group.</param>
/// <param name="LocalBytes">Local memory that the functions declare; what the driver spills comes on top.</param>
/// <param name="ParameterBytes">Parameters of the kernel.</param>
internal sealed partial record PtxCensus(
    string Kernel, int Floats, int Integers, int Memory, int Local, int Branches, int Moves, int SharedBytes, int LocalBytes, int ParameterBytes)
{
    /// <summary>All instructions.</summary>
    public int All => Floats + Integers + Memory + Branches + Moves;

    /// <summary>Reads a module.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="ptx">Its PTX.</param>
    public static PtxCensus Read(string kernel, string ptx)
    {
        int floats = 0, integers = 0, memory = 0, local = 0, branches = 0, moves = 0;
        foreach (Match match in Instruction().Matches(ptx))
        {
            string code = match.Groups[1].Value, name = code.Split('.')[0];
            switch (name)
            {
                case "ld" or "st" or "atom" or "red":
                    memory++;
                    local += code.Contains(".local", StringComparison.Ordinal) ? 1 : 0;
                    break;
                case "bra" or "brx" or "call" or "ret" or "exit" or "bar" or "barrier":
                    branches++;
                    break;
                case "mov" or "cvt" or "cvta":
                    moves++;
                    break;
                default:
                    (floats, integers) = code.Contains(".f32", StringComparison.Ordinal) ? (floats + 1, integers) : (floats, integers + 1);
                    break;
            }
        }

        string entry = Entry().Match(ptx).Value;
        return new PtxCensus(
            kernel, floats, integers, memory, local, branches, moves, Bytes(Shared().Matches(ptx)), Bytes(LocalArray().Matches(ptx)),
            Bytes(ParameterArray().Matches(entry)) + (Bits(ParameterValue().Matches(entry)) / 8));
    }

    private static int Bytes(MatchCollection arrays) => arrays.Sum(array =>
        Number(array.Groups[2]) * (Number(array.Groups[1]) / 8));

    private static int Bits(MatchCollection values) => values.Sum(value => Number(value.Groups[1]));

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    // A line that begins with a small letter, behind a predicate; directives begin with a point, labels end with a colon.
    [GeneratedRegex(@"^\s+(?:@!?%\w+\s+)?([a-z][\w.:]*)[^\n]*;", RegexOptions.Multiline)]
    private static partial Regex Instruction();

    [GeneratedRegex(@"\.entry[^{]*")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\.shared\b[^;\n]*?\.[bsuf](\d+)\s+[\w$]+\[(\d+)\]")]
    private static partial Regex Shared();

    [GeneratedRegex(@"\.local\b[^;\n]*?\.[bsuf](\d+)\s+[\w$]+\[(\d+)\]")]
    private static partial Regex LocalArray();

    [GeneratedRegex(@"\.param\b[^,)\n]*?\.[bsuf](\d+)\s+[\w$]+\[(\d+)\]")]
    private static partial Regex ParameterArray();

    [GeneratedRegex(@"\.param\s+\.[bsuf](\d+)\s+[\w$]+\s*[,)\n]")]
    private static partial Regex ParameterValue();
}
