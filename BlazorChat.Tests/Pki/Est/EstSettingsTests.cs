using BlazorChat.Pki;
using BlazorChat.Pki.Est;
using BlazorChat.Pki.Issuance;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace BlazorChat.Tests.Authorities.Est;

public sealed class EstSettingsTests
{
    [Theory]
    [InlineData("http://0.0.0.0:8443", "is not an https address")]
    [InlineData("8443", "is not an https address")]
    [InlineData("https://0.0.0.0:8443/est", "is not an https address")]
    [InlineData("https://0.0.0.0:8443", "no certificate to serve HTTPS with")]
    public void A_port_that_cannot_be_had_is_refused_with_the_remedy(string url, string problem) =>
        Should.Throw<AuthorityStartupException>(() => EstSettings.Read(Configuration((EstSettings.ClientCertificateUrlKey, url)))).Message.ShouldContain(problem);

    [Theory]
    [InlineData("https://*:8443")]
    [InlineData("https://+:8443")]
    [InlineData("https://[::]:8443")]
    [InlineData("https://localhost:8443")]
    public void An_address_is_written_as_kestrel_has_them(string url) =>
        EstSettings.Read(Configuration((EstSettings.ClientCertificateUrlKey, url), ("Kestrel:Certificates:Default:Path", "a.pem"))).ClientCertificateUrl!.Port.ShouldBe(8443);

    [Fact]
    public void The_certificate_of_the_chats_own_authority_serves_too() =>
        EstSettings.Read(Configuration((EstSettings.ClientCertificateUrlKey, "https://0.0.0.0:8443"), ("Https:Enabled", "true"))).ClientCertificateUrl.ShouldNotBeNull();

    [Fact]
    public void Without_a_setting_there_is_no_port() => EstSettings.Read(Configuration()).ClientCertificateUrl.ShouldBeNull();

    [Theory]
    [InlineData(IssuancePolicy.TlsClientsKey, "Maybe", "Set it to Automatic or Manual.")]
    [InlineData(IssuancePolicy.TlsClientsKey, "1", "Set it to Automatic or Manual.")]
    [InlineData(IssuancePolicy.DevicesKey, "Never", "Set it to Automatic or Manual.")]
    public async Task A_policy_that_is_none_stops_the_start(string key, string value, string problem)
    {
        await using var host = TestAuthority.Make((key, value));
        var failure = await host.FailToStartAsync();
        failure.Setting.ShouldBe(key);
        failure.Message.ShouldContain(problem);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
}
