using BlazorChat.Web.Operations;
using BlazorChat.Web.Relay.RabbitMq;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace BlazorChat.Tests.Relay.RabbitMq;

public class BrokerAddressTests
{
    private const string Secret = "canary-7f";

    [Fact]
    public void Without_a_provider_there_is_no_broker()
    {
        Read().ShouldBeNull();
        Read(("Relay:Provider", "InProcess"), ("Relay:RabbitMq:Uri", "nonsense")).ShouldBeNull();
    }

    [Fact]
    public void The_address_has_the_usual_ports_other_nodes_and_a_password_from_a_file_and_does_not_show_it()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"{Secret}/@:#\n");
            var broker = Read(("Relay:Provider", "RabbitMq"), ("Relay:RabbitMq:Uri", "amqps://chat@one.example.org/inner"), ("Relay:RabbitMq:PasswordFile", file), ("Relay:RabbitMq:Nodes:0", "two.example.org:5679"))!;
            broker.Tls.ShouldBeTrue();
            broker.Nodes.ShouldBe([("one.example.org", 5671), ("two.example.org", 5679)]);
            Uri.UnescapeDataString(broker.Uri.UserInfo).ShouldBe($"chat:{Secret}/@:#");
            broker.ToString().ShouldBe("one.example.org:5671, two.example.org:5679");
            Read(("Relay:Provider", "RabbitMq"), ("Relay:RabbitMq:Uri", "amqp://chat:x@one"))!.Nodes.ShouldBe([("one", 5672)]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("Relay:Provider", "Kafka", "Relay:Provider must be InProcess")]
    [InlineData("Relay:RabbitMq:Uri", "", "Relay:RabbitMq:Uri must be")]
    [InlineData("Relay:RabbitMq:Uri", "https://chat:canary-7f@one.example.org", "Relay:RabbitMq:Uri must be")]
    [InlineData("Relay:RabbitMq:PasswordFile", "/nowhere/canary", "Relay:RabbitMq:PasswordFile cannot be read")]
    [InlineData("Relay:RabbitMq:Nodes:0", "two example", "Relay:RabbitMq:Nodes:0 must be HOST:PORT")]
    [InlineData("Relay:RabbitMq:Nodes:0", "two", "Relay:RabbitMq:Nodes:0 must be HOST:PORT")]
    [InlineData("Relay:RabbitMq:CaFile", "/nowhere/ca.pem", "Relay:RabbitMq:CaFile names a file that is not there")]
    public void A_wrong_setting_is_named_and_no_secret_is_told(string setting, string value, string said)
    {
        var refused = Should.Throw<StartupException>(() => Read(("Relay:Provider", "RabbitMq"), ("Relay:RabbitMq:Uri", $"amqp://chat:{Secret}@one.example.org"), (setting, value)));
        refused.Message.ShouldStartWith(said);
        refused.Message.ShouldNotContain(Secret);
    }

    private static BrokerAddress? Read(params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in settings)
            values[key] = value;
        return BrokerAddress.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
