using System.Net;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>How a connection is protected.</summary>
internal enum ServerSecurity
{
    Plain,
    StartTls,
    Tls,
}

/// <summary>One of <c>Directory:Ldap:Servers</c>, read.</summary>
internal sealed record ServerAddress(string Host, int Port, ServerSecurity Security)
{
    private const int LdapPort = 389;
    private const int LdapsPort = 636;

    /// <summary>This machine itself: what is said to it crosses no network.</summary>
    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Null: not an address of a directory.</summary>
    public static ServerAddress? Parse(string text, bool startTls)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0 || uri.PathAndQuery.Trim('/').Length > 0)
            return null;
        var host = uri.HostNameType is UriHostNameType.IPv6 ? uri.Host.Trim('[', ']') : uri.IdnHost;
        return uri.Scheme switch
        {
            "ldaps" => new ServerAddress(host, uri.Port < 1 ? LdapsPort : uri.Port, ServerSecurity.Tls),
            "ldap" => new ServerAddress(host, uri.Port < 1 ? LdapPort : uri.Port, startTls ? ServerSecurity.StartTls : ServerSecurity.Plain),
            _ => null,
        };
    }

    public override string ToString() =>
        $"{(Security is ServerSecurity.Tls ? "ldaps" : "ldap")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";
}
