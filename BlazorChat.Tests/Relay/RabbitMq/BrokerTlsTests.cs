using System.Security.Authentication;
using BlazorChat.Tests.Support.Brokers;
using BlazorChat.Tests.Support.DirectoryServers;
using BlazorChat.Web.Relay.RabbitMq;
using RabbitMQ.Client.Exceptions;
using Shouldly;

namespace BlazorChat.Tests.Relay.RabbitMq;

public sealed class BrokerTlsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("broker-tls-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Only_the_broker_of_the_right_name_under_the_right_root_is_let_near()
    {
        using var root = new TestCertificates(folder, "Root");
        using var between = new TestCertificates(folder, "Between", above: root);
        using var other = new TestCertificates(folder, "Root");
        var (certificate, key) = between.Issue(["localhost"]);
        await using var server = await RabbitMqServer.StartAsync(tls: (certificate, key, between.CaFile));

        await using (await OpenAsync(server, "localhost", root.CaFile))
        {
        }
        await RefusedAsync(server, "localhost", other.CaFile);
        await RefusedAsync(server, "127.0.0.1", root.CaFile);
        await RefusedAsync(server, "localhost", caFile: null);
    }

    private static async Task RefusedAsync(RabbitMqServer server, string host, string? caFile)
    {
        var fault = await Should.ThrowAsync<BrokerUnreachableException>(() => OpenAsync(server, host, caFile));
        fault.GetBaseException().ShouldBeOfType<AuthenticationException>();
    }

    private static Task<BrokerSession> OpenAsync(RabbitMqServer server, string host, string? caFile)
    {
        var uri = new Uri($"amqps://{RabbitMqServer.User}:{RabbitMqServer.Password}@{host}:{server.TlsPort}/");
        return BrokerSession.OpenAsync(new BrokerAddress(uri, [(host, server.TlsPort)], caFile), 0, "test", (_, _) => { });
    }
}
