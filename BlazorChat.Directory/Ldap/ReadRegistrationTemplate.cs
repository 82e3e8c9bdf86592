namespace BlazorChat.Directories.Ldap;

/// <summary>Makes the template of new entries out of <c>Directory:Ldap:Registration:*</c>.</summary>
internal static class ReadRegistrationTemplate
{
    private const string CounterKey = "Registration:UidNumberCounterDn";

    private static readonly Dictionary<string, string> Person = new(StringComparer.OrdinalIgnoreCase)
    {
        ["uid"] = "{username}",
        ["cn"] = "{displayName}",
        ["sn"] = "{surname}",
        ["displayName"] = "{displayName}",
    };

    /// <summary>Null: registration is off.</summary>
    public static RegistrationTemplate? From(LdapOptions options, string baseDn)
    {
        var set = options.Registration;
        if (set.Mode is RegistrationMode.Off)
            return null;
        if (ReadLdapSettings.Text(options.BindDn) is null)
            throw ReadLdapSettings.Wrong("Registration:Mode", "Nobody may write without an account.", "Set Directory:Ldap:BindDn to an account that may create entries, or leave registration Off.");
        var isActiveDirectory = options.Kind is LdapKind.ActiveDirectory;
        var dn = ReadLdapSettings.Dn("Registration:Dn", set.Dn) ?? (isActiveDirectory ? $"CN={{username}},CN=Users,{baseDn}" : $"uid={{username}},{baseDn}");
        if (!dn.Split(',')[0].Contains(LdapSettings.UsernamePlace, StringComparison.Ordinal))
            throw ReadLdapSettings.Wrong("Registration:Dn", "Its first part does not hold {username}, so two people could want the same entry.", "Write it like uid={username},ou=people,dc=example,dc=org.");
        if (isActiveDirectory && !baseDn.Contains("dc=", StringComparison.OrdinalIgnoreCase))
            throw ReadLdapSettings.Wrong("BaseDn", "No domain can be read from it.", "End it in DC=...,DC=...");
        if (set.UidNumberCounterDn is null && set.Attributes.Values.Any(value => value.Contains(RegistrationTemplate.UidNumberPlace, StringComparison.Ordinal)))
            throw ReadLdapSettings.Wrong(CounterKey, "An attribute wants {uidNumber}, but nothing counts them.", "Set it to an entry that holds the next free uidNumber.");
        return new RegistrationTemplate(
            set.Mode, dn, set.ObjectClasses.Count > 0 ? [.. set.ObjectClasses] : [isActiveDirectory ? "user" : "inetOrgPerson"],
            Merge(isActiveDirectory ? User(baseDn) : Person, set.Attributes), ReadLdapSettings.Dn(CounterKey, set.UidNumberCounterDn));
    }

    private static Dictionary<string, string> User(string baseDn) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["sAMAccountName"] = "{username}",
        ["userPrincipalName"] = $"{{username}}@{Domain(baseDn)}",
        ["displayName"] = "{displayName}",
    };

    private static string Domain(string baseDn) => string.Join('.', Wire.LdapDn.Parts(baseDn)
        .Where(part => part.StartsWith("dc=", StringComparison.OrdinalIgnoreCase)).Select(part => part[3..].ToLowerInvariant()));

    private static Dictionary<string, string> Merge(Dictionary<string, string> ours, IDictionary<string, string> theirs)
    {
        var merged = new Dictionary<string, string>(ours, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in theirs)
            merged[ReadLdapSettings.Attribute($"Registration:Attributes:{name}", name)!] = value;
        return merged;
    }
}
