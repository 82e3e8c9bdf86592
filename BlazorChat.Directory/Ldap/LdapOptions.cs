namespace BlazorChat.Directories.Ldap;

/// <summary>Which family of server it is: what the immutable id, a disabled account and a new password look like.</summary>
public enum LdapKind
{
    OpenLdap,

    /// <summary>Microsoft's, and Samba's.</summary>
    ActiveDirectory,
}

/// <summary>The settings under <c>Directory:Ldap:</c>, as they are written; <see cref="LdapSettings"/> is what is made of them.</summary>
public sealed class LdapOptions
{
    public const string Section = "Directory:Ldap";

    /// <summary>ldap:// or ldaps:// addresses, the preferred one first.</summary>
    public IList<string> Servers { get; init; } = [];

    /// <summary>Turns ldap:// connections into TLS before anything is said.</summary>
    public bool StartTls { get; set; }

    /// <summary>PEM: the CAs whose servers are believed. Not set: those of the machine.</summary>
    public string? CaFile { get; set; }

    /// <summary>Lets passwords cross the network readable by everybody on the way.</summary>
    public bool AllowPasswordsInClearText { get; set; }

    /// <summary>The service account: it searches, and writes where registration or disabling is on. Not set: anonymous.</summary>
    public string? BindDn { get; set; }

    public string? BindPassword { get; set; }

    /// <summary>A file with the password on one line; read anew for each connection.</summary>
    public string? BindPasswordFile { get; set; }

    /// <summary>People are looked for at and below this entry.</summary>
    public string? BaseDn { get; set; }

    /// <summary>RFC 4515, with <c>{username}</c> where the typed name goes.</summary>
    public string? UserFilter { get; set; }

    public LdapKind Kind { get; set; }

    /// <summary>Seconds one operation may take, over all servers.</summary>
    public int Timeout { get; set; } = 6;

    /// <summary>Sign-ins that talk to one server at once; as many connections are kept.</summary>
    public int Connections { get; set; } = 16;

    /// <summary>Whether disabling somebody in the chat disables the account in the directory, for everything.</summary>
    public bool WriteDisabled { get; set; }

    /// <summary>Whether people's entries hold the certificates of their devices. Not set: where registration is on.</summary>
    public bool? PublishCertificates { get; set; }

    public AttributeOptions Attributes { get; init; } = new();

    public RegistrationOptions Registration { get; init; } = new();

    public GroupOptions Groups { get; init; } = new();

    /// <summary>Never the password.</summary>
    public override string ToString() => nameof(LdapOptions);

    /// <summary>Names of attributes; not set: what the kind of server uses.</summary>
    public sealed class AttributeOptions
    {
        public string? Id { get; set; }

        public string? Username { get; set; }

        public string? DisplayName { get; set; }

        public string? Mail { get; set; }

        /// <summary>Empty: no photos are shown.</summary>
        public string? Photo { get; set; }
    }

    public sealed class RegistrationOptions
    {
        public RegistrationMode Mode { get; set; }

        /// <summary>The new entry's name, with <c>{username}</c> in it.</summary>
        public string? Dn { get; set; }

        /// <summary>Not set: inetOrgPerson, or user.</summary>
        public IList<string> ObjectClasses { get; init; } = [];

        /// <summary>More attributes, or other values for ours; <c>{username}</c>, <c>{displayName}</c>, <c>{surname}</c> and,
        /// with a counter, <c>{uidNumber}</c> are filled in.</summary>
        public IDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

        /// <summary>An entry whose uidNumber is the next free one; each registration takes it and adds one.</summary>
        public string? UidNumberCounterDn { get; set; }
    }

    public sealed class GroupOptions
    {
        internal const string Member = "member";

        /// <summary>Only members of this group, directly or through other groups, may use the chat.</summary>
        public string? Required { get; set; }

        /// <summary>Members of this group administer the chat.</summary>
        public string? Administrators { get; set; }

        /// <summary>Members of this group see the administration of the chat and change nothing.</summary>
        public string? Auditors { get; set; }

        /// <summary>Somebody's roles come from groups.</summary>
        internal bool GiveRoles => Administrators is not null || Auditors is not null;

        /// <summary>Groups are proposed where people are chosen: everybody in the chat sees what groups there are and who is in them.</summary>
        public bool Propose { get; set; } = true;

        /// <summary>The attribute by which a group names its members; OpenLDAP only.</summary>
        public string MemberAttribute { get; set; } = Member;
    }
}
