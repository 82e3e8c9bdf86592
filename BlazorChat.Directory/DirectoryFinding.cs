namespace BlazorChat.Directories;

/// <summary>What a step of <see cref="IDirectoryTest"/> can find; each has a sentence, with the remedy where it is none to be glad of.
/// In brackets the details of the sentence.</summary>
public enum DirectoryFinding
{
    /// <summary>[seconds]</summary>
    Silent,

    /// <summary>[the fault in words]: one that has no finding of its own. The words are the log's, in English.</summary>
    Broken,

    /// <summary>[the fault in words]: the server ended the connection.</summary>
    Ended,

    /// <summary>[the fault in words]: the server says that it is busy or stopping.</summary>
    Busy,

    /// <summary>[the fault in words]: what answers speaks something else.</summary>
    NotLdap,

    /// <summary>[the fault in words]: the server lives but does not do what was asked.</summary>
    NotDone,

    /// <summary>[addresses]</summary>
    Resolved,

    /// <summary>[host, reason]</summary>
    NotResolved,

    /// <summary>[port]</summary>
    Connected,

    /// <summary>[port, reason]</summary>
    NotConnected,

    Secured,
    PlainOnThisMachine,
    PlainOnNetwork,

    /// <summary>[from, to]</summary>
    TlsExpired,

    /// <summary>[host, names in the certificate]</summary>
    TlsOtherName,

    /// <summary>[issuer]</summary>
    TlsUnknownAuthority,

    /// <summary>[the fault in words]</summary>
    TlsFailed,

    /// <summary>[account]</summary>
    AccountIn,
    AccountAnonymous,
    AccountWithoutPassword,
    AccountNeedsTls,

    /// <summary>[account, code, the server's words]</summary>
    AccountNotLetIn,

    /// <summary>[base]</summary>
    BaseThere,

    /// <summary>[base]</summary>
    BaseMissing,

    /// <summary>[display name, username]</summary>
    PersonFound,

    /// <summary>[username]</summary>
    PersonUnknown,

    /// <summary>[username]</summary>
    PersonAmbiguous,
    NobodyFound,

    PasswordNotAsked,
    PasswordRight,
    PasswordWrong,
    PasswordExpired,
    PasswordMustChange,
    PersonLocked,
    PersonDisabled,
    PersonNotAllowed,

    GroupNotRequired,

    /// <summary>[group]</summary>
    GroupThere,

    /// <summary>[group]</summary>
    GroupMissing,

    /// <summary>[username, group]</summary>
    GroupMember,

    /// <summary>[username, group]</summary>
    GroupNotMember,

    WriteNotNeeded,

    /// <summary>[attribute]: of certificates, or of disabled accounts.</summary>
    MayWrite,

    /// <summary>[attribute, code, the server's words]</summary>
    MayNotWriteCertificates,

    /// <summary>[attribute, code, the server's words]</summary>
    MayNotWriteDisabled,

    /// <summary>There is nobody whose entry could be tried.</summary>
    WriteNobody,

    /// <summary>[where]</summary>
    MayRegister,

    /// <summary>[where, code, the server's words]</summary>
    MayNotRegister,

    /// <summary>[code, the server's words]</summary>
    MayNotSetPassword,

    /// <summary>[counter, code, the server's words]</summary>
    MayNotCount,

    /// <summary>[entry, code, the server's words]</summary>
    LeftBehind,
}
