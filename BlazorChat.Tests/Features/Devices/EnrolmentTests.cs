using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

public sealed class EnrolmentTests(ChatFixture fixture) : IClassFixture<ChatFixture>, IAsyncLifetime
{
    private readonly TestChat chat = fixture.Chat;
    private TestPerson alice = null!;

    public async Task InitializeAsync() => alice = await chat.PersonAsync("alice");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Both_keys_are_certified_for_the_device_under_the_display_name()
    {
        var device = alice.NewDevice();
        var answer = await alice.RequestCertificatesAsync(device).ShouldBeTakenAsync();
        foreach (var (member, key) in new[] { ("sig", device.Sig), ("enc", device.Enc) })
        {
            CanonicalBase64Url.TryDecode(answer.GetProperty(member).GetString(), out var der).ShouldBeTrue();
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).ShouldBe("alice Example");
            Kid.Of(certificate.GetRSAPublicKey()!.ExportParameters(includePrivateParameters: false)).ShouldBe(key.Kid);
            certificate.Extensions.Single(extension => extension.Oid?.Value == "2.5.29.17").Format(multiLine: false)
                .ShouldContain($"urn:blazorchat:user:{alice.Uuid}:device:{device.Name}");
        }
    }

    [Fact]
    public async Task A_nonce_is_spent_by_the_request_it_stands_in_even_if_that_is_refused()
    {
        var nonce = await alice.NonceAsync();
        var foreign = alice.NewDevice() with { User = Guid.NewGuid() };
        await alice.RequestCertificatesAsync(foreign, nonce).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "foreign-name");
        await alice.RequestCertificatesAsync(alice.NewDevice(), nonce).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "wrong-nonce");
    }

    [Fact]
    public async Task A_nonce_of_another_session_is_refused()
    {
        var elsewhere = await alice.ElsewhereAsync();
        await alice.RequestCertificatesAsync(alice.NewDevice(), await elsewhere.NonceAsync())
            .ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "wrong-nonce");
    }

    [Fact]
    public async Task A_nonce_that_took_too_long_is_refused()
    {
        var nonce = await alice.NonceAsync();
        chat.Clock.Advance(TimeSpan.FromMinutes(5));
        await alice.RequestCertificatesAsync(alice.NewDevice(), nonce).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "wrong-nonce");
    }

    [Fact]
    public async Task Both_requests_must_carry_the_nonce()
    {
        var device = alice.NewDevice();
        var request = new
        {
            device = device.Name,
            sig = device.Sig.Request(device.OwnerUri, await alice.NonceAsync()),
            enc = device.Enc.Request(device.OwnerUri, await alice.NonceAsync()),
        };
        await alice.Http.PostAsJsonAsync("/api/devices", request).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "wrong-nonce");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Recovery")]
    [InlineData("5B1D7B51-6401-4CE1-BB9F-08D74AB0EE0C")]
    [InlineData("{5b1d7b51-6401-4ce1-bb9f-08d74ab0ee0c}")]
    public async Task A_device_is_named_by_a_lower_case_uuid(string name)
    {
        var device = alice.NewDevice();
        var nonce = await alice.NonceAsync();
        var request = new { device = name, sig = device.Sig.Request(device.OwnerUri, nonce), enc = device.Enc.Request(device.OwnerUri, nonce) };
        await alice.Http.PostAsJsonAsync("/api/devices", request).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "bad-device");
    }

    [Theory]
    [InlineData("not base64url")]
    [InlineData("AB")]
    public async Task A_request_that_is_not_canonical_base64url_is_refused(string sig) =>
        await alice.Http.PostAsJsonAsync("/api/devices", new { device = Guid.NewGuid(), sig, enc = "AA" })
            .ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "bad-encoding");

    [Fact]
    public async Task A_request_of_megabytes_is_refused() =>
        await alice.Http.PostAsJsonAsync("/api/devices", new { device = Guid.NewGuid(), sig = new string('A', 10_000_000), enc = "AA" })
            .ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "bad-encoding");

    [Fact]
    public async Task Who_lost_the_answer_asks_again_with_the_same_keys_and_goes_on()
    {
        var device = await alice.CertifiedAsync(alice.NewDevice());
        await alice.CertifiedAsync(device);
        await alice.PostAsync(await alice.EntryAsync(device, "first", device.AsNew)).ShouldBeTakenAsync();
    }

    [Fact]
    public async Task A_device_cannot_get_other_keys()
    {
        var device = await alice.CertifiedAsync(alice.NewDevice());
        await alice.RequestCertificatesAsync(alice.NewDevice(device.Id)).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "device-in-use");
    }

    [Fact]
    public async Task The_keys_of_somebody_else_are_not_certified()
    {
        var theirs = await alice.CertifiedAsync(alice.NewDevice());
        var mallory = await chat.PersonAsync("mallory");
        var claimed = mallory.NewDevice() with { Sig = theirs.Sig, Enc = theirs.Enc };
        await mallory.RequestCertificatesAsync(claimed).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "key-in-use");
    }

    [Fact]
    public async Task A_device_that_was_dropped_cannot_come_back()
    {
        await alice.EnrolAsync();
        var second = await alice.AddDeviceAsync();
        await alice.AppendedAsync(alice.Device, "drop", second.AsGone);
        await alice.RequestCertificatesAsync(second).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "device-dropped");
    }

    [Fact]
    public async Task A_device_in_the_chain_renews_with_the_same_keys()
    {
        await alice.EnrolAsync();
        chat.Clock.Advance(TimeSpan.FromDays(61));
        var later = await alice.ElsewhereAsync();
        await later.CertifiedAsync(alice.Device);
        chat.Clock.Advance(TimeSpan.FromDays(40));
        later = await alice.ElsewhereAsync();
        await later.PostAsync(await later.EntryAsync(alice.Device, "add", (await later.CertifiedAsync(later.NewDevice())).AsNew)).ShouldBeTakenAsync();
    }

    [Fact]
    public async Task A_user_can_ask_for_certificates_only_so_often()
    {
        for (var i = 0; i < RateLimits.Enrolments.Count; i++)
            await alice.Http.PostAsJsonAsync("/api/devices", new { device = "", sig = "", enc = "" })
                .ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "bad-device");
        var refused = await alice.RequestCertificatesAsync(alice.NewDevice());
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Nobody_enrols_without_a_session()
    {
        await chat.Get<ISessions>().EndUserAsync(alice.Id, SessionEndReason.SignedOut, default);
        foreach (var asking in new[] { alice.Http.GetAsync("/api/nonce"), alice.Http.PostAsJsonAsync("/api/devices", new { device = "", sig = "", enc = "" }), alice.Http.GetAsync("/api/recovery") })
            await asking.ShouldBeRefusedAsync(HttpStatusCode.Unauthorized, "signed-out");
    }
}
