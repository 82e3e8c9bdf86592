using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Relay.RabbitMq;

/// <summary>The broker of an installation with several hosts, as configured.</summary>
/// <param name="Uri">amqp or amqps, with the name to sign in with and, if it is not in a file, the password.</param>
/// <param name="Nodes">Other addresses of the same broker, tried in turn.</param>
/// <param name="CaFile">Whose certificates to trust, PEM; null: those the system trusts.</param>
internal sealed record BrokerAddress(Uri Uri, IReadOnlyList<(string Host, int Port)> Nodes, string? CaFile)
{
    public const string ProviderSetting = "Relay:Provider";
    public const string UriSetting = "Relay:RabbitMq:Uri";
    public const string PasswordFileSetting = "Relay:RabbitMq:PasswordFile";
    public const string NodesSetting = "Relay:RabbitMq:Nodes";
    public const string CaFileSetting = "Relay:RabbitMq:CaFile";
    private const int PlainPort = 5672;
    private const int TlsPort = 5671;

    public bool Tls => Uri.Scheme == "amqps";

    /// <summary>Never with the password.</summary>
    public override string ToString() => string.Join(", ", Nodes.Select(node => $"{node.Host}:{node.Port}"));

    /// <summary>Null: one host, no broker.</summary>
    /// <exception cref="StartupException">A setting is wrong; it says which, and never what a password is.</exception>
    public static BrokerAddress? Read(IConfiguration configuration)
    {
        switch (configuration[ProviderSetting])
        {
            case null or "" or "InProcess":
                return null;
            case "RabbitMq":
                break;
            default:
                throw new StartupException($"{ProviderSetting} must be InProcess (one host) or RabbitMq (several).");
        }
        if (!Uri.TryCreate(configuration[UriSetting], UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps") || uri.Host.Length == 0)
            throw new StartupException($"{UriSetting} must be the broker's address, such as amqps://blazorchat@broker.example.org/chat.");
        var caFile = configuration[CaFileSetting] is { Length: > 0 } file ? file : null;
        if (caFile is not null && !File.Exists(caFile))
            throw new StartupException($"{CaFileSetting} names a file that is not there.");
        var own = (uri.Host, uri.IsDefaultPort || uri.Port < 0 ? uri.Scheme == "amqps" ? TlsPort : PlainPort : uri.Port);
        return new(WithPassword(uri, configuration[PasswordFileSetting]), [own, .. configuration.GetSection(NodesSetting).GetChildren().Select(Node)], caFile);
    }

    private static Uri WithPassword(Uri uri, string? file)
    {
        if (string.IsNullOrEmpty(file))
            return uri;
        try
        {
            var user = uri.UserInfo.Split(':')[0];
            return new UriBuilder(uri) { UserName = user, Password = Uri.EscapeDataString(File.ReadAllText(file).TrimEnd('\r', '\n')) }.Uri;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{PasswordFileSetting} cannot be read: {e.Message}", e);
        }
    }

    private static (string Host, int Port) Node(IConfigurationSection node)
    {
        if (Uri.TryCreate($"amqp://{node.Value}", UriKind.Absolute, out var address) && address.Port > 0 && address.UserInfo.Length == 0 && address.AbsolutePath == "/")
            return (address.Host, address.Port);
        throw new StartupException($"{node.Path} must be HOST:PORT of another node of the broker.");
    }
}
