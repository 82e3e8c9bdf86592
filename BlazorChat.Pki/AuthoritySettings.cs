using Microsoft.Extensions.Configuration;

namespace BlazorChat.Pki;

/// <summary>The settings under <c>Pki:</c>, read and checked once.</summary>
/// <param name="Folder">Absolute.</param>
/// <param name="Passphrase">From the environment.</param>
/// <param name="PassphraseFile">Absolute; without this and the one above, and not asked for, one is generated beside the keys.</param>
/// <param name="AskPassphrase">It is typed at the start.</param>
/// <param name="PublicUrl">Ends in a slash.</param>
internal sealed record AuthoritySettings(string Folder, string? Passphrase, string? PassphraseFile, bool AskPassphrase, Uri PublicUrl, bool PublicUrlAssumed)
{
    public const string PathKey = "Pki:Path";
    public const string PassphraseKey = "Pki:PassphraseFile";
    public const string PassphraseTextKey = "Pki:Passphrase";
    public const string AskKey = "Pki:AskPassphrase";
    public const string PublicUrlKey = "Pki:PublicUrl";
    private const string DataPathKey = "Data:Path";
    private const string FallbackUrl = "http://localhost:5080";
    private static readonly string[] Everywhere = ["//*", "//+", "//0.0.0.0", "//[::]"];

    /// <exception cref="AuthorityStartupException">A setting cannot be used.</exception>
    public static AuthoritySettings Read(IConfiguration configuration, string contentRoot)
    {
        var data = Path.GetFullPath(Text(configuration, DataPathKey) ?? "data", contentRoot);
        var folder = Path.GetFullPath(Text(configuration, PathKey) ?? Path.Combine(data, "pki"), contentRoot);
        var passphrase = Text(configuration, PassphraseKey) is { } file ? Path.GetFullPath(file, contentRoot) : null;
        var set = Text(configuration, PublicUrlKey);
        Keys.Passphrase.RefuseCommandLine(configuration, PassphraseTextKey);
        var ask = Text(configuration, AskKey) is { } asked && (bool.TryParse(asked, out var parsed) ? parsed
            : throw new AuthorityStartupException(AskKey, $"\"{asked}\" is neither true nor false.", "Set it to one of them."));
        return new AuthoritySettings(folder, Text(configuration, PassphraseTextKey), passphrase, ask, set is null ? Listening(configuration) : Parse(set), set is null);
    }

    /// <summary>Reads a line at the terminal without showing it; null: there is none.</summary>
    public Func<string?>? Secret { get; init; }

    /// <summary>No secrets in logs: records print their members otherwise.</summary>
    public override string ToString() => Folder;

    /// <summary>The address of something the authority publishes.</summary>
    public Uri Address(string name) => new(PublicUrl, $"pki/{name}");

    private static Uri Parse(string set)
    {
        if (Uri.TryCreate(set, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0)
            return WithSlash(url);
        throw new AuthorityStartupException(PublicUrlKey, $"\"{set}\" is not an http or https address.",
            "Set it to the address under which everybody reaches this installation, such as http://chat.example.org.");
    }

    /// <summary>Whether the host listens on every interface, so that its address says nothing about its name.</summary>
    public static bool ListensEverywhere(IConfiguration configuration) =>
        Addresses(configuration) is not [var first, ..] || Array.Exists(Everywhere, host => first.Contains(host, StringComparison.Ordinal));

    private static Uri Listening(IConfiguration configuration)
    {
        var addresses = Addresses(configuration);
        // RFC 5280 8: not https where there is a choice, since these addresses are asked while TLS is being checked.
        var first = addresses.FirstOrDefault(address => address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? addresses.FirstOrDefault();
        foreach (var host in Everywhere)
            first = first?.Replace(host, "//localhost", StringComparison.Ordinal);
        return WithSlash(Uri.TryCreate(first, UriKind.Absolute, out var url) ? url : new Uri(FallbackUrl));
    }

    /// <summary>Where the host listens; of ports without a host, everywhere.</summary>
    private static List<string> Addresses(IConfiguration configuration)
    {
        if (Text(configuration, "urls") is { } urls)
            return [.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToList();
        return endpoints.Count > 0 || Text(configuration, "http_ports") is not null || Text(configuration, "https_ports") is not null ? endpoints : [FallbackUrl];
    }

    private static Uri WithSlash(Uri url) => url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");

    private static string? Text(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } text ? text : null;
}
