using BlazorChat.Tests.Support.Cluster;

namespace BlazorChat.Tests.Operations;

/// <summary>A broker of three nodes, one of which hangs, while people write to each other on two hosts.</summary>
[Trait("Category", "Long"), Collection(Talking.Collection)]
public sealed class BrokerClusterTests(BrokerClusterTests.ThreeNodes talking) : IClassFixture<BrokerClusterTests.ThreeNodes>
{
    [Fact]
    public Task The_node_that_the_hosts_use_is_frozen_and_goes_on() => talking.ThroughAsync(async () =>
    {
        await talking.Cluster.Broker.SignalAsync("STOP");
        await Task.Delay(TimeSpan.FromSeconds(20));
        await talking.Cluster.Broker.SignalAsync("CONT");
        await Task.Delay(TimeSpan.FromSeconds(10));
    }, mayRefuse: false, meanwhile: HostFaultTests.WithoutBroker);

    public sealed class ThreeNodes : Talking
    {
        public ThreeNodes() : base(nodes: 3, onSmallDisk: false)
        {
        }
    }
}
