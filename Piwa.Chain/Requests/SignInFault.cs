namespace Piwa.Chain.Requests;

/// <summary>Why a wallet is not signed in.</summary>
public enum SignInFault
{
    /// <summary>It is: the signature holds.</summary>
    None,

    /// <summary>There is no such text for this wallet: it was never given, was used, or has expired.</summary>
    Unknown,

    /// <summary>What was signed is not the text that was given.</summary>
    Changed,

    /// <summary>The wallet has not signed this text.</summary>
    BadSignature,
}
