using Piwa.Chain.Rpc;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>The ledger itself as a client.</summary>
public sealed class InProcessClientTests : RpcClientContract
{
    protected override IRpcClient Client => Test.Ledger;
}
