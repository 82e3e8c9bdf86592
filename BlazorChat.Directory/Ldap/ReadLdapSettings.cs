using System.Text.RegularExpressions;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap;

/// <summary>Checks <c>Directory:Ldap:*</c> once, at start; every refusal names the setting and the remedy.</summary>
internal static partial class ReadLdapSettings
{
    private const int MinTimeout = 1;
    private const int MaxTimeout = 60;
    private const int MaxConnections = 200;

    /// <summary>What each kind of server uses where nothing is set.</summary>
    private static readonly Dictionary<LdapKind, (string Filter, UserAttributes Attributes)> Defaults = new()
    {
        [LdapKind.OpenLdap] = ("(&(objectClass=inetOrgPerson)(uid={username}))", new("entryUUID", "uid", "displayName", "mail", "jpegPhoto")),
        [LdapKind.ActiveDirectory] = ("(&(objectCategory=person)(objectClass=user)(|(sAMAccountName={username})(userPrincipalName={username})))",
            new("objectGUID", "sAMAccountName", "displayName", "mail", "thumbnailPhoto")),
    };

    /// <summary>Checks and completes the options; relative paths begin at the content root.</summary>
    /// <exception cref="DirectoryStartupException">A setting cannot be used.</exception>
    public static LdapSettings From(LdapOptions options, string contentRoot)
    {
        var (filter, names) = Defaults[options.Kind];
        var baseDn = Dn("BaseDn", options.BaseDn) ?? throw Wrong("BaseDn", "It is not set.", "Set it to the entry below which the people are, such as ou=people,dc=example,dc=org.");
        return new LdapSettings(
            options.Kind, Servers(options), new TlsTrust(CaFile(options, contentRoot)), Account(options, contentRoot), baseDn, Filter(Text(options.UserFilter) ?? filter),
            TimeSpan.FromSeconds(Within("Timeout", options.Timeout, MinTimeout, MaxTimeout)), Within("Connections", options.Connections, 1, MaxConnections), Disabling(options), Publishing(options),
            new UserAttributes(
                Attribute("Attributes:Id", options.Attributes.Id) ?? names.Id, Attribute("Attributes:Username", options.Attributes.Username) ?? names.Username,
                Attribute("Attributes:DisplayName", options.Attributes.DisplayName) ?? names.DisplayName, Attribute("Attributes:Mail", options.Attributes.Mail) ?? names.Mail,
                options.Attributes.Photo is null ? names.Photo : Attribute("Attributes:Photo", options.Attributes.Photo)),
            ReadRegistrationTemplate.From(options, baseDn),
            new LdapOptions.GroupOptions
            {
                Required = Dn("Groups:Required", options.Groups.Required),
                Administrators = Dn("Groups:Administrators", options.Groups.Administrators),
                Auditors = Dn("Groups:Auditors", options.Groups.Auditors),
                Propose = options.Groups.Propose,
                MemberAttribute = Attribute("Groups:MemberAttribute", options.Groups.MemberAttribute) ?? LdapOptions.GroupOptions.Member,
            });
    }

    /// <summary>A name of an entry, or null where it is not set.</summary>
    internal static string? Dn(string key, string? value) =>
        Text(value) is not { } dn ? null : LdapDn.IsPlausible(dn) ? dn
        : throw Wrong(key, $"\"{dn}\" is not the name of an entry.", "Write it as cn=...,ou=...,dc=...; a comma inside a value needs a backslash before it.");

    /// <summary>The name of an attribute, or null where it is not set.</summary>
    internal static string? Attribute(string key, string? value) =>
        Text(value) is not { } name ? null : AttributeDescription().IsMatch(name) ? name
        : throw Wrong(key, $"\"{name}\" is not the name of an attribute.", "Write letters, digits and hyphens, beginning with a letter, such as displayName.");

    // RFC 4512 2.5: a name or a number, and options.
    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9-]*|[0-9]+(\.[0-9]+)+)(;[A-Za-z0-9-]+)*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AttributeDescription();

    internal static DirectoryStartupException Wrong(string key, string problem, string remedy) => new($"{LdapOptions.Section}:{key}", problem, remedy);

    internal static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static List<ServerAddress> Servers(LdapOptions options)
    {
        if (options.Servers.Count == 0)
            throw Wrong("Servers:0", "No server is set.", "Set it to an address such as ldaps://ldap.example.org.");
        var servers = new List<ServerAddress>();
        for (var i = 0; i < options.Servers.Count; i++)
        {
            var server = ServerAddress.Parse(options.Servers[i], options.StartTls)
                ?? throw Wrong($"Servers:{i}", $"\"{options.Servers[i]}\" is not the address of a directory.", "Write ldaps://HOST, or ldap://HOST with Directory:Ldap:StartTls=true; :PORT may follow.");
            if (server.Security is ServerSecurity.Plain && !server.IsLoopback && !options.AllowPasswordsInClearText)
            {
                throw Wrong($"Servers:{i}", $"Passwords would go to {server} in clear.",
                    "Use ldaps://, or set Directory:Ldap:StartTls=true. Only for a network nobody else can read there is Directory:Ldap:AllowPasswordsInClearText.");
            }
            servers.Add(server);
        }
        return servers;
    }

    private static string? CaFile(LdapOptions options, string contentRoot)
    {
        if (Text(options.CaFile) is not { } set)
            return null;
        var file = Path.GetFullPath(set, contentRoot);
        try
        {
            if (File.ReadAllText(file).Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
                return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong("CaFile", $"{file} cannot be read ({e.Message}).", "Name a file with the CA's certificate in PEM, readable by this program.");
        }
        throw Wrong("CaFile", $"{file} holds no certificate.", "It must be PEM, with a line -----BEGIN CERTIFICATE-----; openssl x509 -inform der -in FILE converts the other form.");
    }

    private static ServiceAccount Account(LdapOptions options, string contentRoot)
    {
        var file = Text(options.BindPasswordFile) is { } set ? Path.GetFullPath(set, contentRoot) : null;
        var dn = Text(options.BindDn); // Active Directory takes user@domain as well, so it need not be a DN
        if (dn is null && (file is not null || !string.IsNullOrEmpty(options.BindPassword)))
            throw Wrong("BindDn", "There is a password but no account.", "Set it to the name of the service account, such as cn=chat,ou=services,dc=example,dc=org.");
        if (dn is not null && file is null && string.IsNullOrEmpty(options.BindPassword))
            throw Wrong("BindPasswordFile", "The service account has no password.", "Put it into a file that only this program may read and name that here, or set the environment variable Directory__Ldap__BindPassword.");
        if (file is not null && !File.Exists(file))
            throw Wrong("BindPasswordFile", $"There is no file {file}.", "Put the password of the service account into it, on one line.");
        return new ServiceAccount(dn, options.BindPassword, file);
    }

    private static string Filter(string filter)
    {
        const string Remedy = "Write a filter such as (&(objectClass=inetOrgPerson)(|(uid={username})(mail={username}))).";
        if (!filter.Contains($"={LdapSettings.UsernamePlace})", StringComparison.Ordinal))
            throw Wrong("UserFilter", $"It does not compare anything with {LdapSettings.UsernamePlace}.", Remedy);
        if (!LdapFilter.IsValid(filter.Replace(LdapSettings.UsernamePlace, "x", StringComparison.Ordinal), out var why))
            throw Wrong("UserFilter", $"It is not a filter. {why}", Remedy);
        return filter;
    }

    private static bool Disabling(LdapOptions options) => !options.WriteDisabled || Text(options.BindDn) is not null
        ? options.WriteDisabled
        : throw Wrong("WriteDisabled", "Nobody may write without an account.", "Set Directory:Ldap:BindDn to an account that may, or leave this off.");

    private static bool Publishing(LdapOptions options)
    {
        if (options.PublishCertificates is true && Text(options.BindDn) is null)
            throw Wrong("PublishCertificates", "Nobody may write without an account.", "Set Directory:Ldap:BindDn to an account that may, or set this to false.");
        return options.PublishCertificates ?? options.Registration.Mode is not RegistrationMode.Off;
    }

    private static int Within(string key, int value, int least, int most) =>
        value >= least && value <= most ? value : throw Wrong(key, $"{value} is out of range.", $"Use {least} to {most}.");
}
