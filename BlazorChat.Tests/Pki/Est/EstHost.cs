using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;
using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Est;
using BlazorChat.Pki.Issuance;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using BlazorChat.Tests.Support.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Authorities.Est;

/// <summary>
/// An installation in this process that listens, for curl: http on one port of 127.0.0.1, and https for clients with a certificate on
/// another, with a server certificate of the test's own CA.
/// </summary>
internal sealed class EstHost : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly TestCertificates certificates;
    private readonly int port = Ports.Next();
    private readonly int certificatePort = Ports.Next();
    private readonly (string, string)[] settings;
    private TestChat chat = null!;
    private int files;

    private EstHost((string, string)[] settings)
    {
        this.settings = settings;
        certificates = new TestCertificates(Folder, "Test server CA");
    }

    /// <summary>For what openssl and curl read and write.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("blazorchat-est-").FullName;

    public string Plain => $"http://127.0.0.1:{port}";

    public string WithCertificate => $"https://127.0.0.1:{certificatePort}";

    public AdjustableClock Clock => chat.Clock;

    public ICertificateRequests Requests => Get<ICertificateRequests>();

    /// <summary>The CA of the server's certificate, PEM.</summary>
    public string ServerCa => certificates.CaFile;

    public static async Task<EstHost> StartAsync(params (string, string)[] settings)
    {
        var host = new EstHost(settings);
        host.chat = await TestChat.StartAsync(host.Add, Map);
        return host;
    }

    public T Get<T>()
        where T : notnull => chat.Get<T>();

    public async Task RestartAsync() => chat = await chat.RestartAsync();

    /// <summary>Somebody new in the directory.</summary>
    public async Task<Guid> PersonAsync(string username) =>
        (await Get<IUserDirectory>().RegisterAsync(new NewAccount(username, Name(username), Password), default)).ShouldBeOfType<RegistrationResult.Registered>().User.Id;

    public static string Name(string username) => $"{username} Example";

    /// <summary>A private key as a file, PEM, made without waiting for openssl.</summary>
    public string NewKey() => Write(chat.Keys.Next().Rsa.ExportPkcs8PrivateKeyPem());

    public string NewFile() => Path.Combine(Folder, $"{Interlocked.Increment(ref files)}");

    public string Write(string text)
    {
        var file = NewFile();
        File.WriteAllText(file, text);
        return file;
    }

    public async Task<int> CountAsync(Guid user)
    {
        await using var database = await chat.DatabaseAsync();
        return await database.Set<CertificateRow>().Join(database.Set<CertifiedKey>().Where(key => key.User == user), leaf => leaf.Kid, key => key.Kid, (leaf, _) => leaf).CountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await chat.DisposeAsync();
        certificates.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Add(WebApplicationBuilder builder)
    {
        var (certificate, key) = certificates.Issue();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:Certificates:Default:Path"] = certificate,
            ["Kestrel:Certificates:Default:KeyPath"] = key,
            ["Pki:Est:ClientCertificateUrl"] = WithCertificate,
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Item1, setting.Item2)));
        builder.Services.Remove(builder.Services.Last(service => service.ServiceType == typeof(IServer))); // the one without a network; what remains is Kestrel
        builder.WebHost.UseUrls(Plain);
        builder.ListenForEst();
        builder.Services.AddSingleton(new PasswordHashing(iterations: 1_000));
        builder.Services.AddEst(builder.Configuration);
    }

    private static void Map(WebApplication app)
    {
        app.UseEstPort();
        app.MapAuthority();
        app.MapEst();
    }
}

/// <summary>One installation for the tests of a class. Each brings its own people, and leaves the clock alone.</summary>
public sealed class EstFixture : IAsyncLifetime
{
    internal EstHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await EstHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
