using System.Globalization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>An amount of tokens; a text, for it may exceed what JavaScript can count. <paramref name="UiAmountString"/> has the decimal
/// point, and so has <paramref name="UiAmount"/>, which may not be exact.</summary>
internal sealed record WireTokenAmount(string Amount, int Decimals, string UiAmountString, double? UiAmount = null)
{
    public static WireTokenAmount Of(ulong amount, int decimals)
    {
        decimal units = amount;
        for (int digit = 0; digit < decimals; digit++)
            units /= 10;
        return new WireTokenAmount(
            amount.ToString(CultureInfo.InvariantCulture), decimals, units.ToString(CultureInfo.InvariantCulture), (double)units);
    }
}
