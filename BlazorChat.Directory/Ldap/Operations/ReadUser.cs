using System.Globalization;
using BlazorChat.Directories.Embedded;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Makes a person out of an entry, by the attributes the settings name.</summary>
internal sealed class ReadUser(LdapSettings settings)
{
    public const string AccountControl = "userAccountControl";
    public const string LockedTime = "pwdAccountLockedTime";

    /// <summary>[MS-ADTS] 2.2.16: ADS_UF_ACCOUNTDISABLE.</summary>
    public const int DisabledBit = 0x2;

    /// <summary>draft-behera-ldap-password-policy 5.3.3: locked until an administrator unlocks it.</summary>
    public const string LockedForGood = "000001010000Z";

    private const string CommonName = "cn";

    /// <summary>What to ask the server for: nothing large, nothing that is not read here.</summary>
    public IReadOnlyList<string> Attributes { get; } =
    [
        settings.Attributes.Id, settings.Attributes.Username, settings.Attributes.DisplayName, settings.Attributes.Mail, CommonName,
        settings.IsActiveDirectory ? AccountControl : LockedTime, .. settings.Attributes.Photo is null ? Array.Empty<string>() : [RevisionOf(settings)],
    ];

    /// <summary>The person of an entry.</summary>
    /// <exception cref="LdapFaultException">The service account cannot read who it is.</exception>
    public DirectoryUser Read(LdapEntry entry)
    {
        var id = IdOf(entry) ?? throw Unreadable(settings.Attributes.Id);
        var username = Text(entry, settings.Attributes.Username) ?? throw Unreadable(settings.Attributes.Username);
        var displayName = Visible(Text(entry, settings.Attributes.DisplayName)) ?? Visible(Text(entry, CommonName)) ?? username;
        return new DirectoryUser(id, username, displayName, Text(entry, settings.Attributes.Mail), IsDisabled(entry)) { PhotoRevision = PhotoRevision(entry) };
    }

    /// <summary>The filter for the entry with this id.</summary>
    public string FilterFor(Guid user) => settings.IsActiveDirectory
        ? $"({settings.Attributes.Id}={LdapFilter.Escape(user.ToByteArray())})"
        : $"({settings.Attributes.Id}={user:D})";

    /// <summary>Disabled by an administrator; being locked for a while after wrong passwords is something else.</summary>
    public bool IsDisabled(LdapEntry entry) => settings.IsActiveDirectory
        ? (AccountControlOf(entry) & DisabledBit) != 0
        : entry.Text(LockedTime) == LockedForGood;

    /// <summary>[MS-ADTS] 2.2.16; 0 where it cannot be read.</summary>
    public static int AccountControlOf(LdapEntry entry) => int.TryParse(entry.Text(AccountControl), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var flags) ? flags : 0;

    // RFC 4530: entryUUID is text. objectGUID is sixteen octets, the first three fields little-endian, as Guid has them.
    public Guid? IdOf(LdapEntry entry) => entry.Bytes(settings.Attributes.Id) switch
    {
        { Length: 16 } octets => new Guid(octets),
        not null when Guid.TryParse(entry.Text(settings.Attributes.Id), out var id) => id,
        _ => null,
    };

    /// <summary>An attribute that has another value after each change of the entry, however soon; times of changes are whole seconds. Active Directory
    /// counts sign-ins too, and each server by itself: a photo is then looked at once more than needed.</summary>
    private static string RevisionOf(LdapSettings settings) => settings.IsActiveDirectory ? "uSNChanged" : "entryCSN";

    // Another attribute is another photo, though the entry did not change.
    private string? PhotoRevision(LdapEntry entry) => settings.Attributes.Photo is { } photo && entry.Text(RevisionOf(settings)) is { } revision ? $"{photo} {revision}" : null;

    private static string? Text(LdapEntry entry, string attribute) => entry.Text(attribute) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>What a reader can see of it, in single spaces: in many directories people write their own names.</summary>
    public static string? Visible(string? name)
    {
        if (name is null)
            return null;
        var seen = string.Concat(name.EnumerateRunes().Where(DisplayNameRules.IsVisible));
        return string.Join(' ', seen.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } text ? text : null;
    }

    private static LdapFaultException Unreadable(string attribute) =>
        new(LdapFault.Refused, DirectoryFinding.AttributeUnreadable, attribute);
}
