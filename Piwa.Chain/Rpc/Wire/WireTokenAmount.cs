namespace Piwa.Chain.Rpc.Wire;

/// <summary>An amount of tokens; a text, for it may exceed what JavaScript can count.</summary>
internal sealed record WireTokenAmount(string Amount, int Decimals, string UiAmountString);
