using System.Buffers;
using System.Globalization;
using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Labels;

/// <content>Reads programs.</content>
public static partial class PartProgram
{
    /// <summary>
    /// The parts of a program: what <see cref="Write"/> was given, with materials of which only the family is set. Spaces and line ends may
    /// stand between any two words. The values themselves are checked where a recipe is read.
    /// </summary>
    /// <exception cref="RecipeFormatException">The text is no program; the message says what was expected, and where.</exception>
    public static IReadOnlyList<Part> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            throw new RecipeFormatException($"The program has {text.Length} characters; at most {MaxLength} are read.");

        var reader = new Reader(text);
        reader.ReadExpression(0);
        reader.End();
        return reader.Parts;
    }

    /// <summary>Reads by recursive descent: each method begins at the first token of what it reads and ends behind the last.</summary>
    private ref struct Reader(ReadOnlySpan<char> text)
    {
        /// <summary>Each part can add a join and a shell.</summary>
        private const int MaxDepth = (2 * Recipe.MaxPartCount) + 1;

        private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \r\n\t(),");

        private readonly ReadOnlySpan<char> _text = text;
        private int _place;

        public List<Part> Parts { get; } = [];

        public void ReadExpression(int depth)
        {
            if (depth > MaxDepth)
                throw Fault($"at most {MaxDepth} expressions within each other");

            int before = _place;
            ReadOnlySpan<char> name = Word();
            if (name.SequenceEqual(Shell))
                ReadShell(depth);
            else if (TryName(name, out PartOperation operation))
                ReadJoin(operation, depth);
            else
                AddPart(ReadPart(before));
        }

        public void End()
        {
            SkipSpace();
            if (_place < _text.Length)
                throw Fault("the end");
        }

        private void ReadShell(int depth)
        {
            Expect('(');
            float thickness = Number();
            Expect(',');
            ReadExpression(depth + 1);
            Expect(')');
            if (Parts[^1].ShellThickness != 0f)
                throw Fault("one shell behind a part");
            Parts[^1] = Parts[^1] with { ShellThickness = thickness };
        }

        private void ReadJoin(PartOperation operation, int depth)
        {
            Expect('(');
            float radius = 0f;
            if (TryWord(Smooth))
            {
                radius = Number();
                Expect(',');
            }

            int before = Parts.Count;
            ReadExpression(depth + 1);
            if (!TryToken(','))
            {
                // Nothing follows: the part is joined to nothing.
                Expect(')');
                if (before > 0 || Parts.Count > 1 || Parts[0].SmoothRadius != 0f || Parts[0].ShellThickness != 0f)
                    throw Fault("a part to join");
                Parts[0] = Parts[0] with { Operation = operation, SmoothRadius = radius };
                return;
            }

            do
                AddPart(ReadPart(_place) with { Operation = operation, SmoothRadius = radius });
            while (TryToken(','));
            Expect(')');
        }

        private readonly void AddPart(Part part)
        {
            if (Parts.Count == Recipe.MaxPartCount)
                throw Fault($"at most {Recipe.MaxPartCount} parts");
            Parts.Add(part);
        }

        private Part ReadPart(int begin)
        {
            _place = begin;
            if (!TryName(Word(), out PrimitiveKind primitive))
                throw Fault("a primitive");

            var part = new Part { Primitive = primitive };
            List<Deformation> deformations = [];
            Expect('(');
            do
            {
                ReadOnlySpan<char> name = Word();
                if (name.SequenceEqual(Half))
                    part = part with { HalfExtents = new Vector3(Number(), Number(), Number()) };
                else if (name.SequenceEqual(Shape))
                    part = part with { Shape = ReadShape() };
                else if (name.SequenceEqual(Steps))
                    part = part with { Formula = ReadFormula() };
                else if (name.SequenceEqual(At))
                    part = part with { Translation = new Vector3(Number(), Number(), Number()) };
                else if (name.SequenceEqual(Turn))
                    part = part with { Rotation = new Quaternion(Number(), Number(), Number(), Number()) };
                else if (name.SequenceEqual(Relief))
                    part = part with { Displacement = ReadDisplacement() };
                else if (name.SequenceEqual(MaterialName))
                    part = part with { Material = new Material { Family = ReadName<MaterialFamily>("a material") } };
                else if (TryName(name, out DeformationKind kind) && deformations.Count < Deformation.MaxCount)
                    deformations.Add(new Deformation(kind, Number(), ReadFrequency(), ReadSeed()));
                else
                    throw Fault("a property of a part");
            }
            while (TryToken(','));
            Expect(')');
            return part with { Deformations = deformations };
        }

        private Vector4 ReadShape()
        {
            Vector4 shape = default;
            for (int i = 0; i < 4 && IsNumber(); i++)
                shape[i] = Number();
            return shape;
        }

        private Formula ReadFormula()
        {
            Expect('(');
            int length = _text[_place..].IndexOf(')');
            if (length < 0)
                throw Fault("the end of a formula");
            ReadOnlySpan<char> formula = _text.Slice(_place, length);
            try
            {
                var read = Formula.Parse(formula.ToString());
                _place += length;
                Expect(')');
                return read;
            }
            catch (FormatException fault)
            {
                throw Fault($"a formula ({fault.Message})");
            }
        }

        private Displacement ReadDisplacement()
        {
            DisplacementKind kind = ReadName<DisplacementKind>("a relief");
            uint seed = ReadSeed();
            if (!TryWord(Height))
                throw Fault($"'{Height}'");
            List<float> amplitudes = [];
            while (IsNumber() && amplitudes.Count < Displacement.SideCount)
                amplitudes.Add(Number());
            return new Displacement(kind, seed, amplitudes, ReadFrequency());
        }

        private float ReadFrequency() => TryWord(Frequency) ? Number() : 0f;

        private uint ReadSeed()
        {
            if (!TryWord(Seed))
                return 0;
            return uint.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out uint seed) ? seed : throw Fault("a whole number");
        }

        private T ReadName<T>(string expected) where T : struct, Enum => TryName(Word(), out T value) ? value : throw Fault(expected);

        private static bool TryName<T>(ReadOnlySpan<char> name, out T value) where T : struct, Enum
        {
            foreach (T candidate in Enum.GetValues<T>())
            {
                if (name.SequenceEqual(Name(candidate)))
                {
                    value = candidate;
                    return true;
                }
            }

            value = default;
            return false;
        }

        private float Number() =>
            float.TryParse(Word(), NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number)
                ? number
                : throw Fault("a number");

        private bool IsNumber()
        {
            SkipSpace();
            return _place < _text.Length && (char.IsAsciiDigit(_text[_place]) || _text[_place] == '-');
        }

        /// <summary>What stands up to the next space or sign; empty where there is none.</summary>
        private ReadOnlySpan<char> Word()
        {
            SkipSpace();
            int length = _text[_place..].IndexOfAny(WordEnds);
            ReadOnlySpan<char> word = length < 0 ? _text[_place..] : _text.Slice(_place, length);
            _place += word.Length;
            return word;
        }

        private bool TryWord(string word)
        {
            int before = _place;
            if (Word().SequenceEqual(word))
                return true;
            _place = before;
            return false;
        }

        private bool TryToken(char token)
        {
            SkipSpace();
            if (_place == _text.Length || _text[_place] != token)
                return false;
            _place++;
            return true;
        }

        private void Expect(char token)
        {
            if (!TryToken(token))
                throw Fault($"'{token}'");
        }

        private void SkipSpace()
        {
            while (_place < _text.Length && _text[_place] is ' ' or '\r' or '\n' or '\t')
                _place++;
        }

        private readonly RecipeFormatException Fault(string expected) =>
            new($"The program is wrong before character {_place}: expected {expected}.");
    }
}
