using BlazorChat.Directories;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlazorChat.Tests.Support.DirectoryServers;

/// <summary>The product's LDAP directory, set up by settings as an operator would.</summary>
public sealed class LdapClient : IDisposable
{
    /// <summary>For who compares people as they were with people as they are: the revision of a photo is another after each change of the entry.</summary>
    public static readonly (string Key, string? Value) WithoutPhotos = ("Attributes:Photo", " ");

    private readonly ServiceProvider services;

    private LdapClient(ServiceProvider services) => this.services = services;

    public IUserDirectory Directory => services.GetRequiredService<IUserDirectory>();

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The set-up help's results, all of them.</summary>
    public async Task<List<DirectoryTestResult>> WalkAsync(string? username, string? password)
    {
        var results = new List<DirectoryTestResult>();
        await foreach (var result in Get<IDirectoryTest>().RunAsync(new DirectoryTestWish(username, _ => password), default))
            results.Add(result);
        return results;
    }

    public static LdapClient For(SlapdServer server, params (string Key, string? Value)[] more) => Create([.. SettingsFor(server), .. more]);

    /// <summary>With services of its own, such as a log.</summary>
    public static LdapClient For(SlapdServer server, Action<IServiceCollection> services, params (string Key, string? Value)[] more) =>
        Create(services, [.. SettingsFor(server), .. more]);

    public static LdapClient For(SambaServer server, params (string Key, string? Value)[] more) => Create([.. SettingsFor(server), .. more]);

    /// <param name="settings">Below Directory:Ldap; the last of a key wins, null takes it away.</param>
    public static LdapClient Create(params (string Key, string? Value)[] settings) => Create(_ => { }, settings);

    private static LdapClient Create(Action<IServiceCollection> more, (string Key, string? Value)[] settings)
    {
        var collection = new ServiceCollection();
        more(collection);
        collection.TryAddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        collection.AddLdapDirectory(Configuration(settings), AppContext.BaseDirectory);
        return new LdapClient(collection.BuildServiceProvider());
    }

    /// <summary>The settings for a slapd, for a host to take.</summary>
    public static (string Key, string? Value)[] SettingsFor(SlapdServer server) =>
    [
        ("Servers:0", $"ldaps://127.0.0.1:{server.TlsPort}"), ("CaFile", server.Certificates.CaFile), ("BaseDn", SlapdServer.PeopleDn),
        ("BindDn", SlapdServer.ServiceDn), ("BindPassword", SlapdServer.ServicePassword), ("Registration:Mode", "Open"), ("WriteDisabled", "true"),
    ];

    /// <summary>The same for a Samba.</summary>
    public static (string Key, string? Value)[] SettingsFor(SambaServer server) =>
    [
        ("Kind", "ActiveDirectory"), ("Servers:0", $"ldaps://127.0.0.1:{SambaServer.TlsPort}"), ("CaFile", server.Certificates.CaFile), ("BaseDn", SambaServer.BaseDn),
        ("BindDn", SambaServer.ServiceDn), ("BindPassword", SambaServer.ServicePassword), ("Registration:Mode", "Open"), ("WriteDisabled", "true"),
    ];

    public static IConfiguration Configuration(params (string Key, string? Value)[] settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in settings)
        {
            values[$"Directory:Ldap:{key}"] = value;
            if (value is null)
                values.Remove($"Directory:Ldap:{key}");
        }
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    public void Dispose() => services.Dispose();
}
