namespace Piwa.Chain.Ledger.Programs;

/// <summary>Where an instruction of Bubblegum has the accounts that changing a leaf takes.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="LogWrapper">The noop program.</param>
/// <param name="Compression">The compression program.</param>
/// <param name="Proof">The first account that the instruction does not name: the proof, or creators who sign.</param>
internal readonly record struct TreeAccounts(int Tree, int LogWrapper, int Compression, int Proof);
