namespace BlazorChat.Directories;

/// <summary>What can be the case with the organisation's directory: found by a step of <see cref="IDirectoryTest"/>, or why something else could
/// not be done. Each has a sentence in <see cref="DirectoryFindingTexts"/>, with the remedy where it is none to be glad of. In brackets the
/// details of the sentence; a reason or words are the system's or the server's own.</summary>
public enum DirectoryFinding
{
    /// <summary>[seconds]</summary>
    Silent,

    /// <summary>[reason]: the connection, in the middle.</summary>
    Broken,

    /// <summary>The server closed the connection without a word.</summary>
    Ended,

    /// <summary>[the server's words]: a notice of disconnection (RFC 4511 4.4.1).</summary>
    Dismissed,

    /// <summary>The server says that it is busy or stopping.</summary>
    Busy,

    /// <summary>What answers speaks something else.</summary>
    NotLdap,

    /// <summary>It speaks LDAP, but does not answer what was asked.</summary>
    NotAsked,

    /// <summary>[MiB]</summary>
    AnswerTooLarge,

    /// <summary>[how many]: ours to this server.</summary>
    ConnectionsInUse,

    /// <summary>Since a moment ago the server answers again.</summary>
    JustBack,

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

    /// <summary>[issuer]: none of CaFile.</summary>
    TlsUnknownAuthority,

    /// <summary>[issuer]: none of the machine's, where there is no CaFile.</summary>
    TlsUnknownToMachine,
    TlsNoCertificate,

    /// <summary>[what is wrong with it]</summary>
    TlsCertificateRefused,

    /// <summary>[reason]</summary>
    TlsFailed,

    /// <summary>[reason]</summary>
    CaFileUnreadable,

    /// <summary>[code, the server's words]</summary>
    StartTlsRefused,
    ClearAfterStartTls,

    /// <summary>[account]</summary>
    AccountIn,
    AccountAnonymous,
    AccountWithoutPassword,

    /// <summary>[reason]</summary>
    AccountPasswordUnreadable,

    /// <summary>The server takes passwords only over TLS.</summary>
    NeedsTls,

    /// <summary>[account, code, the server's words]</summary>
    AccountNotLetIn,

    /// <summary>[base]</summary>
    BaseThere,

    /// <summary>[base]</summary>
    BaseMissing,

    /// <summary>[base]: another server has it.</summary>
    ReferredElsewhere,
    MayNotSearch,

    /// <summary>[code, the server's words]</summary>
    SearchRefused,

    /// <summary>The server does not give the service account everybody.</summary>
    PeopleCutOff,

    /// <summary>[code, the server's words]</summary>
    PagesRefused,

    /// <summary>[attribute]</summary>
    AttributeUnreadable,

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

    /// <summary>[setting, how many are too many]</summary>
    GroupTooLarge,

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

    /// <summary>[code, the server's words]: an account.</summary>
    NotCreated,

    /// <summary>The entry of a new account.</summary>
    CreatedUnreadable,

    /// <summary>[code, the server's words]</summary>
    MayNotSetPassword,

    /// <summary>[code]: without the server's words, as some repeat what they were sent.</summary>
    PasswordNotChanged,

    /// <summary>[counter, code, the server's words]</summary>
    MayNotCount,

    /// <summary>[counter]</summary>
    CounterMissing,
    CounterInUse,

    /// <summary>[entry, code, the server's words]</summary>
    LeftBehind,

    /// <summary>[entry]</summary>
    MayBeLeftBehind,
}
