namespace BlazorChat.Pki.Certificates;

/// <summary>The answer to "is this key valid", with the first reason why not.</summary>
public enum KeyValidity
{
    Valid,
    /// <summary>Never certified here.</summary>
    Unknown,
    /// <summary>Not strict DER, not the profile, or not signed by the issuing CA.</summary>
    Malformed,
    OtherOwner,
    OtherUse,
    OutOfTime,
    Held,
    Revoked,
}
