using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Operations.Telemetry;
using BlazorChat.Web.Relay.RabbitMq;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using static BlazorChat.Web.Features.Admin.Settings.KnownSetting;
using static BlazorChat.Web.Features.Admin.Settings.SettingGroup;

namespace BlazorChat.Web.Features.Admin.Settings;

/// <summary>Every setting of docs/configuration.md, in the order of the page; of two that fit a key the first is meant. A test compares both.</summary>
internal static class KnownSettings
{
    private const int FarthestTypo = 2;
    private const int ShortestTypo = 8; // of what is shorter too many names are two letters away

    public static IReadOnlyList<KnownSetting> All { get; } =
    [
        Shown(Addresses, "urls", Operations.Listening.Default),
        Shown(Addresses, "http_ports"),
        Shown(Addresses, "https_ports"),
        Shown(Addresses, "Kestrel:Endpoints:NAME:Url"),
        Hidden(Addresses, "Kestrel:Endpoints:…"),
        Shown(Addresses, "AllowedHosts", "*"),
        Shown(Addresses, "Proxies:Known:0"),
        Shown(Https, "Https:Enabled", "false"),
        Shown(Https, "Https:Names:0"),
        Shown(Https, OwnHttps.PortSetting, $"{OwnHttps.DefaultPort}"),
        Shown(Https, "https_port"),
        Shown(Https, "Kestrel:Certificates:Default:Path"),
        Shown(Https, "Kestrel:Certificates:Default:KeyPath"),
        Hidden(Https, "Kestrel:Certificates:Default:Password"),
        Hidden(Https, "Kestrel:Certificates:Default:…"),
        Shown(Data, DataFolder.Setting, "data"),
        Shown(SettingGroup.Relay, BrokerAddress.ProviderSetting, "InProcess"),
        Hidden(SettingGroup.Relay, BrokerAddress.UriSetting),
        Shown(SettingGroup.Relay, BrokerAddress.PasswordFileSetting),
        Shown(SettingGroup.Relay, "Relay:RabbitMq:Nodes:0"),
        Shown(SettingGroup.Relay, BrokerAddress.CaFileSetting),
        Shown(Data, StorageChoice.ProviderSetting, StorageChoice.SqliteProvider),
        Hidden(Data, StorageChoice.ConnectionSetting),
        Shown(Data, StorageChoice.FileSetting),
        Shown(Data, HostsSecret.Setting),
        Shown(Data, Moving.Setting, $"{Moving.DefaultSeconds}"),
        Shown(Authority, "Pki:Path"),
        Hidden(Authority, "Pki:Passphrase"),
        Shown(Authority, "Pki:PassphraseFile"),
        Shown(Authority, "Pki:AskPassphrase", "false"),
        Hidden(Authority, "Pki:RootPassphrase"),
        Shown(Authority, "Pki:RootPassphraseFile"),
        Shown(Authority, "Pki:PublicUrl"),
        Shown(Authority, "Pki:Est:ClientCertificateUrl"),
        Shown(Authority, "Pki:Approval:Devices", "Automatic"),
        Shown(Authority, "Pki:Approval:TlsClients", "Automatic"),
        Shown(Chat, "Conversations:MaxMembers", $"{new ConversationOptions().MaxMembers}"),
        Shown(Chat, "Conversations:DefaultRooms:0:Name"),
        Shown(Chat, "Conversations:DefaultRooms:0:Topic"),
        Shown(Chat, "Conversations:DefaultRooms:0:Colour"),
        Shown(Chat, "Messages:RetainDays", "0"),
        Shown(Chat, "Messages:RetainDaysInRooms"),
        Shown(Chat, "Messages:RetainDaysInDms"),
        Shown(Chat, "Devices:Origin"),
        Shown(Chat, "Devices:ResetNeedsApproval", "true"),
        Shown(Log, "Logging:LogLevel:Default", "Information"),
        Shown(Log, "Logging:LogLevel:NAME"),
        Shown(Log, "Logging:Console:FormatterName", "simple"),
        Hidden(Log, TelemetrySettings.EndpointSetting), // a path of it may be a key
        Shown(Log, TelemetrySettings.ProtocolSetting, TelemetrySettings.DefaultProtocol),
        Shown(Log, TelemetrySettings.RatioSetting, TelemetrySettings.DefaultRatio),
        Shown(SettingGroup.Directory, "Directory:Provider", "Embedded"),
        Shown(SettingGroup.Directory, "Directory:Embedded:Registration:Mode", "Open"),
        Shown(SettingGroup.Directory, "Directory:SyncInterval", "00:01:00"),
        Shown(SettingGroup.Directory, "Directory:MaxDisabledPercent", "10"),
        Shown(Ldap, "Directory:Ldap:Kind", "OpenLdap"),
        Shown(Ldap, "Directory:Ldap:Servers:0"),
        Shown(Ldap, "Directory:Ldap:StartTls", "false"),
        Shown(Ldap, "Directory:Ldap:CaFile"),
        Shown(Ldap, "Directory:Ldap:AllowPasswordsInClearText", "false"),
        Shown(Ldap, "Directory:Ldap:BindDn"),
        Shown(Ldap, "Directory:Ldap:BindPasswordFile"),
        Hidden(Ldap, "Directory:Ldap:BindPassword"),
        Shown(Ldap, "Directory:Ldap:BaseDn"),
        Shown(Ldap, "Directory:Ldap:UserFilter", "(&(objectClass=inetOrgPerson)(uid={username}))", "(&(objectCategory=person)(objectClass=user)(|(sAMAccountName={username})(userPrincipalName={username})))"),
        Shown(Ldap, "Directory:Ldap:Attributes:Id", "entryUUID", "objectGUID"),
        Shown(Ldap, "Directory:Ldap:Attributes:Username", "uid", "sAMAccountName"),
        Shown(Ldap, "Directory:Ldap:Attributes:DisplayName", "displayName"),
        Shown(Ldap, "Directory:Ldap:Attributes:Mail", "mail"),
        Shown(Ldap, "Directory:Ldap:Attributes:Photo", "jpegPhoto", "thumbnailPhoto"),
        Shown(Ldap, "Directory:Ldap:Groups:Required"),
        Shown(Ldap, "Directory:Ldap:Groups:Administrators"),
        Shown(Ldap, "Directory:Ldap:Groups:Auditors"),
        Shown(Ldap, "Directory:Ldap:Groups:Propose", "true"),
        Shown(Ldap, "Directory:Ldap:Groups:MemberAttribute", "member"),
        Shown(Ldap, "Directory:Ldap:Registration:Mode", "Off"),
        Shown(Ldap, "Directory:Ldap:Registration:Dn"),
        Shown(Ldap, "Directory:Ldap:Registration:ObjectClasses:0", "inetOrgPerson", "user"),
        Hidden(Ldap, "Directory:Ldap:Registration:Attributes:NAME"), // a password for everybody may stand here
        Shown(Ldap, "Directory:Ldap:Registration:UidNumberCounterDn"),
        Shown(Ldap, "Directory:Ldap:PublishCertificates"),
        Shown(Ldap, "Directory:Ldap:WriteDisabled", "false"),
        Shown(Ldap, "Directory:Ldap:Timeout", "6"),
        Shown(Ldap, "Directory:Ldap:Connections", "16"),
    ];

    /// <summary>Sections in which nothing but our own settings has its place; those of ASP.NET know more than we document.</summary>
    private static readonly string[] Sections = ["Conversations", "Data", "Devices", "Directory", "Hosts", "Https", "Messages", "Pki", "Proxies", "Relay", "Storage", "Telemetry"];

    public static KnownSetting? Find(string key) => All.FirstOrDefault(setting => setting.Is(key));

    /// <summary>
    /// Whether a key that is no setting was meant as one: it stands in one of our sections, or is a slip away from a setting
    /// (<c>Pki_Path</c>, <c>Direcotry:Provider</c>). Everything else in the environment is none of our business.
    /// </summary>
    public static bool LooksMeant(string key) =>
        Array.Exists(Sections, section => key.StartsWith($"{section}:", StringComparison.OrdinalIgnoreCase))
        || (key.Length >= ShortestTypo && Distance(Nearest(key).Key, key) <= FarthestTypo);

    /// <summary>The setting that is written most like it.</summary>
    public static KnownSetting Nearest(string key) => All.MinBy(setting => Distance(setting.Key, key))!;

    /// <summary>How many letters must be put in, left out or exchanged (Levenshtein), whatever their case.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (same ? 0 : 1), Math.Min(row[j], row[j - 1]) + 1));
            }
        }
        return row[^1];
    }
}
