using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger.Assets;

/// <summary>Something to do with assets, and what it leads to if it succeeds.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Signers">Who signs besides the payer.</param>
/// <param name="Instructions">The instructions.</param>
/// <param name="Apply">Changes the model.</param>
internal sealed record AssetStep(string Name, Keypair[] Signers, Instruction[] Instructions, Action Apply);
