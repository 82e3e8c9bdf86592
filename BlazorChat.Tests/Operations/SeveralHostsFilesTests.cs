using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using Shouldly;

namespace BlazorChat.Tests.Operations;

/// <summary>What docs/hosts.md hands to operators: the secrets, compose.yaml, the settings of a trial.</summary>
public sealed partial class SeveralHostsFilesTests(SeveralHostsFilesTests.MadeSecrets secrets) : IClassFixture<SeveralHostsFilesTests.MadeSecrets>
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly string Compose = File.ReadAllText(Repository.Folder("compose.yaml"));

    [Fact]
    public void Every_secret_is_one_persons_file_and_like_no_other()
    {
        var files = Directory.GetFiles(secrets.Folder);
        foreach (var file in files)
        {
            new FileInfo(file).UnixFileMode.ShouldBe(Own, file);
            new FileInfo(file).Length.ShouldBeGreaterThanOrEqualTo(32, file);
        }
        Directory.GetDirectories(secrets.Folder).ShouldBeEmpty();
        files.Select(File.ReadAllText).Distinct().Count().ShouldBe(files.Length);
        secrets.Text("hosts-secret").Length.ShouldBe(32);
    }

    [Fact]
    public async Task It_overwrites_nothing()
    {
        var before = secrets.Text("hosts-secret");

        var refusal = await Should.ThrowAsync<InvalidOperationException>(secrets.MakeAsync);

        refusal.Message.ShouldContain("is not empty");
        secrets.Text("hosts-secret").ShouldBe(before);
    }

    [Fact]
    public void What_two_servers_must_know_is_the_same_for_both()
    {
        var password = Connection().Match(secrets.Text("database-connection")).Groups[1].Value;
        secrets.Text("database.sql").ShouldContain($"PASSWORD '{password}'");
        // As RabbitMQ and OpenLDAP store them: a salt, and what it hashes to with the password.
        var broker = Convert.FromBase64String(BrokerHash().Match(secrets.Text("broker-definitions.json")).Groups[1].Value);
        broker[4..].ShouldBe(SHA256.HashData([.. broker[..4], .. secrets.Bytes("broker-password")]));
        var directory = Convert.FromBase64String(ServiceHash().Match(secrets.Text("directory-tree.ldif")).Groups[1].Value);
#pragma warning disable CA5350 // what slapd calls SSHA
        directory[..20].ShouldBe(SHA1.HashData([.. secrets.Bytes("directory-password"), .. directory[20..]]));
#pragma warning restore CA5350
    }

    [Fact]
    public void The_certificates_are_for_the_names_that_are_asked_for()
    {
        using var proxy = X509Certificate2.CreateFromPem(secrets.Text("proxy.pem"), secrets.Text("proxy.pem"));
        proxy.MatchesHostname("chat.example.org").ShouldBeTrue();
        using var ca = X509Certificate2.CreateFromPem(secrets.Text("directory-ca.pem"));
        using var directory = X509Certificate2.CreateFromPem(secrets.Text("directory-certificate.pem"), secrets.Text("directory-key.pem"));
        directory.MatchesHostname("127.0.0.1").ShouldBeTrue();
        using var chain = new X509Chain();
        (chain.ChainPolicy.TrustMode, chain.ChainPolicy.RevocationMode) = (X509ChainTrustMode.CustomRootTrust, X509RevocationMode.NoCheck);
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.Build(directory).ShouldBeTrue();
    }

    [Fact]
    public void Containers_get_the_secrets_that_are_made_and_no_password_otherwise()
    {
        var named = SecretFile().Matches(Compose).Select(match => match.Groups[1].Value).ToList();
        named.ShouldNotBeEmpty();
        named.ShouldAllBe(name => File.Exists(Path.Combine(secrets.Folder, name)));
        LiteralSecret().Matches(Compose).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_proxy_can_be_reached_from_elsewhere() =>
        Published().Matches(Compose).Select(match => match.Groups[1].Value).ShouldBe(["\"0.0.0.0:443:8443\", \"0.0.0.0:80:8080\"", "\"127.0.0.1:15672:15672\""]);

    [Fact]
    public void The_proxy_waits_for_no_request_for_long_and_counts_passwords()
    {
        var proxy = File.ReadAllText(Repository.Folder("docs/hosts/haproxy.cfg"));
        proxy.ShouldContain("\n    timeout http-request 10s\n");
        proxy.ShouldContain("\n    timeout http-keep-alive 30s\n");
        proxy.ShouldContain("http-request track-sc0 src,ipmask(32,64) table passwords if METH_POST");
    }

    [Fact]
    public void Processes_and_containers_have_the_same_settings()
    {
        var trial = File.ReadAllText(Repository.Folder("docs/hosts/trial.env"));

        var ofContainers = Setting().Matches(Compose).Select(match => match.Groups[1].Value);
        ofContainers.ShouldBe(Exported().Matches(trial).Select(match => match.Groups[1].Value), ignoreOrder: true);
    }

    [GeneratedRegex("Password=([A-Za-z0-9_-]{32})")]
    private static partial Regex Connection();

    [GeneratedRegex("\"blazorchat\", \"password_hash\": \"([^\"]+)\"")]
    private static partial Regex BrokerHash();

    [GeneratedRegex(@"cn: chat\nuserPassword: \{SSHA\}(\S+)")]
    private static partial Regex ServiceHash();

    [GeneratedRegex(@"file: \./secrets/([a-z.-]+) ")]
    private static partial Regex SecretFile();

    [GeneratedRegex(@"(?im)^ +(?!secrets:)\w*(password|passphrase|secret)\w*: (?!/run/secrets/).*$")]
    private static partial Regex LiteralSecret();

    [GeneratedRegex(@"(?m)^ +ports: \[(.*)\]$")]
    private static partial Regex Published();

    [GeneratedRegex(@"(?m)^ +([A-Z][A-Za-z]+__\w+):")]
    private static partial Regex Setting();

    [GeneratedRegex(@" ([A-Z][A-Za-z]+__\w+)=")]
    private static partial Regex Exported();

    public sealed class MadeSecrets : IAsyncLifetime
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("secrets-").FullName;

        public string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

        public byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

        public Task MakeAsync() => Tool.RunAsync("/bin/sh", [Repository.Folder("docs/hosts/make-secrets.sh"), Folder, "chat.example.org"]);

        public Task InitializeAsync() => MakeAsync();

        public Task DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return Task.CompletedTask;
        }
    }
}
