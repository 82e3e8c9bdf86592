namespace BlazorChat.Pki.Revocation;

/// <summary>The reasons of RFC 5280 5.3.1 that fit a leaf, with their numbers there. Hold is an act of its own.</summary>
public enum RevocationReason
{
    Unspecified = 0,
    KeyCompromise = 1,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    PrivilegeWithdrawn = 9,
}
