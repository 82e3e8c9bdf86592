using BlazorChat.Pki.Issuance;
using Microsoft.Extensions.Configuration;

namespace BlazorChat.Pki.Tls;

/// <summary>The settings under <c>Https:</c> that the authority needs: which names the server's certificate has.</summary>
/// <param name="PublicUrl">The base of the addresses inside certificates; it should not itself need this certificate.</param>
internal sealed record HttpsSettings(ServerNames Names, Uri PublicUrl)
{
    public const string EnabledKey = "Https:Enabled";
    public const string NamesKey = "Https:Names";
    private static readonly string[] ThisMachine = ["localhost", "127.0.0.1", "::1"];

    /// <exception cref="AuthorityStartupException">It is neither true nor false.</exception>
    public static bool IsEnabled(IConfiguration configuration) => configuration[EnabledKey] switch
    {
        null or "" => false,
        var set when bool.TryParse(set, out var enabled) => enabled,
        var set => throw new AuthorityStartupException(EnabledKey, $"\"{set}\" is neither true nor false.", "Write true to serve HTTPS with a certificate of the chat's own authority."),
    };

    /// <exception cref="AuthorityStartupException">A name is none, or there is none.</exception>
    public static HttpsSettings Read(IConfiguration configuration, AuthoritySettings authority)
    {
        var section = configuration.GetSection(NamesKey);
        if (section.Value is { Length: > 0 } single)
            throw new AuthorityStartupException(NamesKey, "It is a list.", $"Write {NamesKey}:0={single}");
        var names = section.GetChildren().Select(name => name.Value ?? "").ToList();
        if (names.Count == 0)
            names = Default(configuration, authority);
        return ServerNames.TryParse(names, out var parsed, out var problem)
            ? new HttpsSettings(parsed, authority.PublicUrl)
            : throw new AuthorityStartupException(NamesKey, problem, $"Without {NamesKey} the host of {AuthoritySettings.PublicUrlKey} is taken.");
    }

    private static List<string> Default(IConfiguration configuration, AuthoritySettings authority)
    {
        if (authority.PublicUrlAssumed && AuthoritySettings.ListensEverywhere(configuration))
            throw new AuthorityStartupException(NamesKey, "HTTPS is on, but nothing says under which name people reach this host.",
                $"Set {NamesKey}:0 to that name, such as chat.example.org, or {AuthoritySettings.PublicUrlKey} to http://chat.example.org.");
        var host = authority.PublicUrl.IdnHost;
        return ThisMachine.Contains(host) ? [.. ThisMachine] : [host];
    }
}
