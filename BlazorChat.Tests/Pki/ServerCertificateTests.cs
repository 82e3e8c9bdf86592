using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Pki.Tls;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>The server's own certificate: kept over starts, renewed in time, replaced when it may not be used any more.</summary>
public sealed class ServerCertificateTests
{
    private static readonly (string, string)[] On = [("Https:Enabled", "true"), ("Https:Names:0", "chat.example"), ("Https:Names:1", "192.0.2.7")];

    [Fact]
    public async Task A_start_takes_up_the_certificate_of_the_one_before_and_its_key_lies_there_for_this_account_alone()
    {
        await using var host = await TestAuthority.OpenAsync(On);
        var first = host.Get<ServerCertificate>().Served;
        (await OpenSsl.VerifyAsync(host, first.Context.TargetCertificate.RawData, "-purpose", "sslserver", "-verify_hostname", "chat.example")).ExitCode.ShouldBe(0);
        host.Get<IServerCertificate>().Names("CHAT.example").ShouldBeTrue();
        host.Get<IServerCertificate>().Names("192.0.2.7").ShouldBeTrue();
        host.Get<IServerCertificate>().Names("other.example").ShouldBeFalse();
        var file = Path.Combine(host.Folder, "tls", "server.key");
        File.ReadAllText(file).ShouldStartWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await using var again = host.Again(On);
        await again.StartAsync();
        again.Get<ServerCertificate>().Served.Kid.ShouldBe(first.Kid);

        await using var renamed = host.Again(("Https:Enabled", "true"), ("Https:Names:0", "talk.example"));
        await renamed.StartAsync();
        renamed.Get<ServerCertificate>().Served.Kid.ShouldNotBe(first.Kid);
    }

    [Fact]
    public async Task It_is_renewed_at_two_thirds_of_its_life_and_not_before()
    {
        await using var host = await TestAuthority.OpenAsync(On);
        var server = host.Get<ServerCertificate>();
        var first = server.Served;
        host.Clock.Set(first.RenewFrom.AddSeconds(-1));
        (await server.EnsureAsync(default)).ShouldBeNull();
        server.Served.ShouldBeSameAs(first);
        host.Clock.Set(first.RenewFrom);
        (await server.EnsureAsync(default)).ShouldBeNull();
        server.Served.Kid.ShouldNotBe(first.Kid);
        server.NotAfter.ShouldBe(host.Clock.GetUtcNow().AddDays(90));
        first.RenewFrom.ShouldBe(first.NotBefore + TimeSpan.FromHours(((90 * 24) + 1) * 2 / 3.0), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task One_had_while_the_clock_was_ahead_is_replaced()
    {
        await using var host = await TestAuthority.OpenAsync(On);
        var server = host.Get<ServerCertificate>();
        var now = host.Clock.GetUtcNow();
        host.Clock.Set(now.AddDays(70));
        await server.EnsureAsync(default);
        var ahead = server.Served;
        host.Clock.Set(now);
        (await server.EnsureAsync(default)).ShouldBeNull();
        server.Served.Kid.ShouldNotBe(ahead.Kid);
        server.Served.NotBefore.ShouldBeLessThanOrEqualTo(now);
    }

    [Fact]
    public async Task Where_its_key_cannot_be_kept_it_is_served_and_no_other_is_asked_for_and_a_start_says_what_to_do()
    {
        await using var host = await TestAuthority.OpenAsync(On);
        var server = host.Get<ServerCertificate>();
        var first = server.Served;
        var folder = Path.Combine(host.Folder, "tls");
        Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(folder, "in the way");
        host.Clock.Set(first.RenewFrom);
        (await server.EnsureAsync(default)).ShouldBeNull();
        var second = server.Served;
        second.Kid.ShouldNotBe(first.Kid);
        (await server.EnsureAsync(default)).ShouldBeNull();
        server.Served.ShouldBeSameAs(second);

        var rows = (await host.Authority.VerifyLedgerAsync()).Rows;
        await using var again = host.Again(On);
        (await again.FailToStartAsync()).Message.ShouldContain($"{folder} cannot be written");
        (await host.Authority.VerifyLedgerAsync()).Rows.ShouldBe(rows);
    }

    [Fact]
    public async Task A_revoked_one_is_replaced_by_one_with_another_key()
    {
        await using var host = await TestAuthority.OpenAsync(On);
        var server = host.Get<ServerCertificate>();
        var first = server.Served;
        await host.Authority.RevokeAsync(KeySelection.Of(first.Kid), RevocationReason.KeyCompromise, Actor.Host);
        await server.EnsureAsync(default);
        server.Served.Kid.ShouldNotBe(first.Kid);
    }

    [Fact]
    public async Task It_is_renewed_in_the_background_while_a_connection_stays_open_and_the_next_gets_the_new_one()
    {
        await using var host = await TestAuthority.OpenAsync(On);
        var server = host.Get<ServerCertificate>();
        var first = server.Served;
        // Before the schedule runs, which would tick for every minute that is jumped over.
        host.Clock.Set(first.RenewFrom.AddSeconds(-30));
        await host.RunScheduleAsync();
        await using var old = await Connection.OpenAsync(server);
        old.Shown.ShouldBe(first.Context.TargetCertificate.RawData);

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await Features.Devices.Answers.EventuallyAsync(() => Task.FromResult(server.Served != first), "the schedule renews");
        await using var fresh = await Connection.OpenAsync(server);
        fresh.Shown.ShouldBe(server.Served.Context.TargetCertificate.RawData);
        (await old.EchoAsync("still here")).ShouldBe("still here");
        (await fresh.EchoAsync("hello")).ShouldBe("hello");
    }

    /// <summary>TLS over loopback, with the certificate that the host serves at this moment.</summary>
    private sealed class Connection : IAsyncDisposable
    {
        private readonly SslStream _client;
        private readonly SslStream _server;

        private Connection(SslStream client, SslStream server, byte[] shown) => (_client, _server, Shown) = (client, server, shown);

        public byte[] Shown { get; }

        public static async Task<Connection> OpenAsync(ServerCertificate certificate)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var tcp = new TcpClient();
            await tcp.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
            byte[] shown = [];
            var server = new SslStream(new NetworkStream(await listener.AcceptSocketAsync(), ownsSocket: true));
            var client = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, leaf, _, _) => (shown = leaf!.GetRawCertData()).Length > 0);
            await Task.WhenAll(
                server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
                client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "chat.example" }));
            return new Connection(client, server, shown);
        }

        public async Task<string> EchoAsync(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            await _client.WriteAsync(bytes);
            await _server.ReadExactlyAsync(bytes);
            await _server.WriteAsync(bytes);
            await _client.ReadExactlyAsync(bytes);
            return Encoding.UTF8.GetString(bytes);
        }

        public async ValueTask DisposeAsync()
        {
            await _client.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("Https:Names:0", "*.example", "is no name of a TLS server")]
    [InlineData("Https:Names", "chat.example", "Write Https:Names:0=chat.example")]
    [InlineData("urls", "http://0.0.0.0:80", "nothing says under which name people reach this host")]
    public void Names_that_are_bad_or_missing_are_refused_with_the_remedy(string key, string value, string sentence)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        Should.Throw<AuthorityStartupException>(() => HttpsSettings.Read(configuration, AuthoritySettings.Read(configuration, "/"))).Message.ShouldContain(sentence);
    }

    [Theory]
    [InlineData("Pki:PublicUrl", "http://chat.example.org", "chat.example.org")]
    [InlineData("urls", "https://talk.example.org;http://other.example.org", "other.example.org")]
    [InlineData("urls", "http://localhost:5080", "localhost,127.0.0.1,::1")]
    public void Without_names_the_host_of_the_public_address_is_taken(string key, string value, string names)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        HttpsSettings.Read(configuration, AuthoritySettings.Read(configuration, "/")).Names.ToString().ShouldBe(names);
    }
}
