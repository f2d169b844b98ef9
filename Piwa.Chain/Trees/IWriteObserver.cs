namespace Piwa.Chain.Trees;

/// <summary>Is told before bytes of an account change, so that it can put them back.</summary>
internal interface IWriteObserver
{
    void BeforeWrite(byte[] account, int offset, int length);
}
