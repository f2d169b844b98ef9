namespace Piwa.Tests.Chain.Rpc;

/// <summary>The client over HTTP that asks for accounts in Zstandard.</summary>
public sealed class CompressedClientTests() : ServedClientTests(compressesAccounts: true);
