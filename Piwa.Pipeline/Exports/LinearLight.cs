namespace Piwa.Pipeline.Exports;

/// <summary>Colours of sRGB (IEC 61966-2-1), averaged as light is: a fine pattern looks as bright from afar as from near.</summary>
/// <remarks>Tables hold whole numbers, as libraries differ in the last bit of a power.</remarks>
internal static class LinearLight
{
    /// <summary>Colours in a mean.</summary>
    public const int Count = 4;

    private const int Codes = 256;
    private const int Scale = ushort.MaxValue; // the darkest code is 20 steps wide
    private const int ShiftGuess = 6;

    private static readonly int[] LightOfCode = Table(offset: 0);

    /// <summary>By code: the sum of four from which on the mean is of the next code.</summary>
    private static readonly int[] Next = [.. Table(offset: 0.5).Select(light => Count * light)];

    /// <summary>By the sum, coarsely: the lowest code that it may be.</summary>
    private static readonly byte[] Guess = [.. Enumerable.Range(0, ((Count * Scale) >> ShiftGuess) + 1).Select(step =>
        (byte)Math.Min(Next.Count(next => step << ShiftGuess >= next), Codes - 1))];

    /// <summary>The mean of four colours with red in the lowest byte, then green, then blue.</summary>
    public static int Mean(int a, int b, int c, int d) => Channel(a, b, c, d, 0) | Channel(a, b, c, d, 8) | Channel(a, b, c, d, 16);

    private static int Channel(int a, int b, int c, int d, int shift)
    {
        int sum = Light(a) + Light(b) + Light(c) + Light(d);
        int code = Guess[sum >> ShiftGuess];
        while (sum >= Next[code])
            code++;
        return code << shift;

        int Light(int color) => LightOfCode[(color >> shift) & (Codes - 1)];
    }

    private static int[] Table(double offset) => [.. Enumerable.Range(0, Codes).Select(code =>
    {
        double value = (code + offset) / (Codes - 1);
        return (int)Math.Round(Scale * (value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)));
    })];
}
