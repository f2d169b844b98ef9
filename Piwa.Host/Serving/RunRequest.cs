using Piwa.Pipeline;

namespace Piwa.Host.Serving;

/// <summary>What a run is asked for.</summary>
/// <param name="Assets">Assets that the data set is to have.</param>
/// <param name="Directory">Directory of the data set.</param>
/// <param name="Chain">What of the assets goes on the ledger.</param>
internal sealed record RunRequest(ulong Assets, string Directory, ChainPolicy Chain);
