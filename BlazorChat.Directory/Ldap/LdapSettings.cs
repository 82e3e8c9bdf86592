using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap;

/// <summary>The options, checked and completed: nothing in it can be wrong in itself.</summary>
internal sealed record LdapSettings(
    LdapKind Kind, IReadOnlyList<ServerAddress> Servers, TlsTrust Trust, ServiceAccount Account, string BaseDn, string UserFilter,
    TimeSpan Timeout, int Connections, bool WriteDisabled, bool PublishCertificates, UserAttributes Attributes, RegistrationTemplate? Registration, LdapOptions.GroupOptions Groups)
{
    /// <summary>Where the typed name goes in <c>UserFilter</c> and in the template of new entries.</summary>
    public const string UsernamePlace = "{username}";

    public bool IsActiveDirectory => Kind is LdapKind.ActiveDirectory;

    /// <summary>The kind, which says what the ids are, and the tree: its servers, and where in it people are looked for, may change.</summary>
    public string Origin => $"Ldap, {Kind}, {LdapDn.Fold(LdapDn.Root(BaseDn))}";

    /// <summary>The filter for somebody who typed this; what is typed cannot change the filter (RFC 4515 3).</summary>
    public string FilterFor(string username) => UserFilter.Replace(UsernamePlace, LdapFilter.Escape(username), StringComparison.Ordinal);

    /// <summary>The filter for everybody who could sign in.</summary>
    public string PeopleFilter => UserFilter.Replace(UsernamePlace, "*", StringComparison.Ordinal);
}

/// <summary>Who searches, and writes where that is on. No name: nobody, anonymously.</summary>
internal sealed record ServiceAccount(string? Dn, string? Password, string? PasswordFile)
{
    /// <summary>Read anew each time, so that it can be exchanged while we run.</summary>
    public async Task<string> ReadPasswordAsync(CancellationToken cancellation)
    {
        if (PasswordFile is null)
            return Password ?? "";
        try
        {
            return (await File.ReadAllTextAsync(PasswordFile, cancellation)).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LdapFaultException(e, LdapFault.ServiceAccount, DirectoryFinding.AccountPasswordUnreadable, e.Message);
        }
    }

    /// <summary>Never the password.</summary>
    public override string ToString() => nameof(ServiceAccount);
}

/// <summary>The attributes a person is read from; no photo: none are shown.</summary>
internal sealed record UserAttributes(string Id, string Username, string DisplayName, string Mail, string? Photo);

/// <summary>Who may create a new entry, and how it is made: name and attributes have places to fill in; the counter is the entry that counts uidNumbers
/// (null: none are given).</summary>
internal sealed record RegistrationTemplate(RegistrationMode Mode, string Dn, IReadOnlyList<string> ObjectClasses, IReadOnlyDictionary<string, string> Attributes, string? CounterDn)
{
    public const string DisplayNamePlace = "{displayName}";
    public const string SurnamePlace = "{surname}";
    public const string UidNumberPlace = "{uidNumber}";
}
