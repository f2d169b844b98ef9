using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Tests.Kernels.Views;

/// <summary>The host's table of display codes against the formula.</summary>
public sealed unsafe class HostDisplayTests
{
    private const int Zero = 0, One = 0x3F800000, Knee = 0x3B4D2E1C;

    [Fact]
    public void TheTableSaysWhatTheFormulaSays()
    {
        // Floats all over the range, then those at each code's beginning, at the ends of entries, and outside.
        for (int bits = Zero; bits <= One; bits += 1021)
            Compare(bits);
        int rises = 0;
        for (int code = 1; code <= 255; code++)
        {
            int low = Zero, high = One;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = Formula(middle) >= code ? (low, middle) : (middle + 1, high);
            }

            rises++;
            for (int bits = low - 40; bits <= low + 40; bits++)
                Compare(bits);
        }

        Assert.Equal(255, rises);
        for (int entry = DisplayTable.FirstEntry - 3; entry <= (One >> DisplayTable.LowerBits); entry++)
        {
            for (int bits = (entry << DisplayTable.LowerBits) - 2; bits <= (entry << DisplayTable.LowerBits) + 2; bits++)
                Compare(bits);
        }

        foreach (int bits in (int[])[Zero, 1, Knee, Knee - 1, Knee + 1, One, One + 1, One + 8, BitConverter.SingleToInt32Bits(-0f), BitConverter.SingleToInt32Bits(-1e-7f)])
            Compare(bits);
    }

    [Fact]
    public void EachChannelHasItsPlace()
    {
        var color = new Rgb<FloatX16, IntX16, MaskX16>(0.25f, 0.5f, 1f);
        Assert.Equal(First(Display<FloatX16, IntX16, MaskX16>.Encode(color)), First(HostDisplay<FloatX16, IntX16, MaskX16>.Encode(color)));
        var narrow = new Rgb<FloatX4, IntX4, MaskX4>(1f, 0f, 0.01f);
        Assert.Equal(First(Display<FloatX4, IntX4, MaskX4>.Encode(narrow)), First(HostDisplay<FloatX4, IntX4, MaskX4>.Encode(narrow)));
    }

    private static void Compare(int bits)
    {
        float light = BitConverter.Int32BitsToSingle(bits);
        int expected = Formula(bits);
        int actual = HostDisplay<FloatX1, IntX1, MaskX1>.Encode(new(light, 0f, 0f)).Value;
        Assert.True(expected == actual, $"{light:R} is {expected} by the formula, {actual} by the table.");
    }

    private static int Formula(int bits) => Display<FloatX1, IntX1, MaskX1>.Encode(new(BitConverter.Int32BitsToSingle(bits), 0f, 0f)).Value;

    private static int First(IntX16 value) => value.Value[0];

    private static int First(IntX4 value) => value.Value[0];
}
