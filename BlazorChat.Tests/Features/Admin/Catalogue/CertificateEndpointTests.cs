using System.Net;
using System.Text.Json;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin.Settings;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin.Catalogue;

/// <summary>Exports and files of certificates over HTTP: for whom, and what is in them.</summary>
public sealed class CertificateEndpointTests : IAsyncLifetime
{
    private static readonly string Serial = $"10{new string('A', 32)}";
    private static readonly string[] Addresses = ["/api/admin/certificates.csv", "/api/admin/certificates.json", $"/api/admin/certificates/{Serial}.pem", $"/api/admin/certificates/{Serial}.cer"];

    private readonly ICertificateCatalogue catalogue = Substitute.For<ICertificateCatalogue>();
    private readonly List<ListedCertificate> rows = [];
    private AccountsHost host = null!;

    public async Task InitializeAsync()
    {
        catalogue.AllAsync(default!, default).ReturnsForAnyArgs(_ => rows.ToAsyncEnumerable());
        host = await AccountsHost.StartAsync(services => services.AddSingleton(catalogue).AddSingleton(Substitute.For<ILedger>()).AddSingleton<SettingsInForce>());
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task They_are_for_administrators_and_auditors_alone()
    {
        var (member, members) = await host.WithDeviceAsync("member");
        var (auditor, auditors) = await host.WithDeviceAsync("auditor");
        await RoleAsync(auditor, UserRole.Auditor);
        rows.Add(Row(member));
        foreach (var address in Addresses)
        {
            (await host.Client().GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await members.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await auditors.GetAsync(address)).StatusCode.ShouldBe(address.Contains(Serial, StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_name_that_is_a_formula_or_turns_the_text_is_harmless_in_both_exports()
    {
        var (user, client) = await host.WithDeviceAsync("mallory", "=HYPERLINK(\"x\")<b>");
        await RoleAsync(user, UserRole.Administrator);
        rows.Add(Row(user));

        var csv = await client.GetAsync("/api/admin/certificates.csv");
        csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        csv.Content.Headers.ContentDisposition!.FileName.ShouldBe("certificates.csv");
        csv.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await csv.Content.ReadAsStringAsync()).ShouldContain("\"'=HYPERLINK(\"\"x\"\")<b>\"");

        using var json = JsonDocument.Parse(await client.GetStringAsync("/api/admin/certificates.json"));
        json.RootElement[0].GetProperty("serial").GetString().ShouldBe(Serial);
        json.RootElement[0].GetProperty("name").GetString().ShouldBe("=HYPERLINK(\"x\")<b>");
    }

    [Fact]
    public async Task They_have_what_the_same_filter_shows_on_the_page_and_nothing_where_it_cannot_be_read()
    {
        var (user, client) = await host.WithDeviceAsync("ada");
        await RoleAsync(user, UserRole.Auditor);
        await client.GetStringAsync("/api/admin/certificates.json?status=Revoked&person=ada");
        catalogue.Received(1).AllAsync(Arg.Is<CertificateFilter>(filter => filter.Status == CertificateStatus.Revoked && filter.Users!.Single() == user), Arg.Any<CancellationToken>());

        var forged = await client.GetAsync("/api/admin/certificates.csv?serial=%25");
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await forged.Content.ReadAsStringAsync()).ShouldContain("unreadable-filter");
        catalogue.ReceivedWithAnyArgs(1).AllAsync(default!, default);
    }

    private async Task RoleAsync(Guid user, UserRole role) => await host.Services.GetRequiredService<Users>().ChangeAsync(user, row => row.Role = role, default);

    private static ListedCertificate Row(Guid user) => new(
        Serial, "kid", user, null, CertificateProfile.TlsClient, CertificateStatus.Valid, KeyStatus.Good, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), new string('B', 64));
}
