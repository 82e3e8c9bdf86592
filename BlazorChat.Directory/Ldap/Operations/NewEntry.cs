using System.Globalization;
using System.Text;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Fills the template of new entries in.</summary>
internal sealed class NewEntry(LdapSettings settings)
{
    public const string UnicodePassword = "unicodePwd";
    private const string NormalAccount = "512"; // [MS-ADTS] 2.2.16: ADS_UF_NORMAL_ACCOUNT, enabled

    /// <summary>The entry's name; what was typed cannot lead out of the place the template gives it (RFC 4514 2.4).</summary>
    public static string DnFor(RegistrationTemplate template, string username) =>
        template.Dn.Replace(LdapSettings.UsernamePlace, LdapDn.Escape(username), StringComparison.Ordinal);

    /// <summary>[MS-ADTS] 3.1.1.3.1.5: how a password stands in <see cref="UnicodePassword"/>.</summary>
    public static byte[] Quoted(string password) => Encoding.Unicode.GetBytes($"\"{password}\"");

    /// <summary>What the entry is created with. No uidNumber: the template wants none.</summary>
    public IReadOnlyList<LdapAttribute> AttributesFor(RegistrationTemplate template, string username, string displayName, string password, int? uidNumber)
    {
        var surname = displayName[(displayName.LastIndexOf(' ') + 1)..];
        var attributes = new List<LdapAttribute> { new("objectClass", [.. template.ObjectClasses]) };
        foreach (var (name, value) in template.Attributes)
        {
            attributes.Add(new LdapAttribute(name, value
                .Replace(RegistrationTemplate.UidNumberPlace, uidNumber?.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace(LdapSettings.UsernamePlace, username, StringComparison.Ordinal)
                .Replace(RegistrationTemplate.SurnamePlace, surname, StringComparison.Ordinal)
                .Replace(RegistrationTemplate.DisplayNamePlace, displayName, StringComparison.Ordinal)));
        }
        // Active Directory takes the password with the entry, so that both exist or neither does.
        if (settings.IsActiveDirectory)
        {
            attributes.Add(new LdapAttribute(ReadUser.AccountControl, NormalAccount));
            attributes.Add(new LdapAttribute(UnicodePassword, [Quoted(password)]));
        }
        return attributes;
    }
}
