namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>RFC 4511 Appendix A.1: the result codes this client acts upon. Others are kept as their number.</summary>
internal enum LdapCode
{
    Success = 0,
    TimeLimitExceeded = 3,
    SizeLimitExceeded = 4,
    StrongerAuthRequired = 8,
    Referral = 10,
    AdminLimitExceeded = 11,
    UnavailableCriticalExtension = 12,
    ConfidentialityRequired = 13,
    NoSuchAttribute = 16,
    ConstraintViolation = 19,
    AttributeOrValueExists = 20,
    NoSuchObject = 32,
    InappropriateAuthentication = 48,
    InvalidCredentials = 49,
    InsufficientAccessRights = 50,
    Busy = 51,
    Unavailable = 52,
    UnwillingToPerform = 53,
    ObjectClassViolation = 65,
    EntryAlreadyExists = 68,
}
