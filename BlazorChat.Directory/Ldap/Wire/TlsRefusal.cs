namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>Why a server's certificate was refused: the sentence for operators, and its parts.</summary>
internal sealed record TlsRefusal(TlsProblem Problem, string Sentence, params string[] Details);

internal enum TlsProblem
{
    /// <summary>Details: from, to.</summary>
    NotValidNow,

    /// <summary>Details: the issuer.</summary>
    UnknownAuthority,

    /// <summary>Details: the name asked for, the names it has.</summary>
    OtherName,
    Other,
}
