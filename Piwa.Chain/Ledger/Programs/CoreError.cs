namespace Piwa.Chain.Ledger.Programs;

/// <summary>Errors of Metaplex Core.</summary>
/// <remarks>Source: mpl_core::errors::MplCoreError.</remarks>
internal enum CoreError
{
    InvalidSystemProgram = 0,
    DeserializationError = 1,
    InvalidAuthority = 9,
    PluginAlreadyExists = 15,
    InvalidPluginSetting = 28,
}
