namespace Piwa.Chain.Hashing;

/// <summary>One 64-bit word of the Keccak state, of one message or of several messages side by side.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface IKeccakWord<TSelf>
    where TSelf : struct, IKeccakWord<TSelf>
{
    static abstract TSelf operator ^(TSelf left, TSelf right);

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf operator ~(TSelf value);

    static abstract TSelf RotateLeft(TSelf value, int bitCount);

    static abstract TSelf Broadcast(ulong value);
}
