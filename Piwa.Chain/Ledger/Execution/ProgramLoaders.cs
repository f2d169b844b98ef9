using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>Who owns the accounts of programs. A program can see it: Metaplex Core's rule about programs does.</summary>
/// <remarks>
/// As on mainnet in 2026. What <c>solana program deploy</c> has deployed belongs to the upgradeable loader (solana_loader_v3_interface). SPL
/// token and the lookup table program were moved there, with SIMD-0266 (epoch 971) and SIMD-0128. Memo and associated token account belong
/// to the loader before, system and compute budget to the runtime itself. LiteSVM 1.4 has the same.
/// </remarks>
internal static class ProgramLoaders
{
    /// <summary>Owns what is built into the runtime (solana_sdk_ids::native_loader).</summary>
    public static PublicKey Native { get; } = PublicKey.Parse("NativeLoader1111111111111111111111111111111");

    /// <summary>Owns programs that nobody can change (solana_sdk_ids::bpf_loader).</summary>
    public static PublicKey Final { get; } = PublicKey.Parse("BPFLoader2111111111111111111111111111111111");

    /// <summary>Owns programs whose code stands in an account of its own (solana_sdk_ids::bpf_loader_upgradeable).</summary>
    public static PublicKey Upgradeable { get; } = PublicKey.Parse("BPFLoaderUpgradeab1e11111111111111111111111");
}
