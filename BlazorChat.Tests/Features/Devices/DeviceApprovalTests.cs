using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using BlazorChat.Pki;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Devices;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

/// <summary>Browsers where an administrator decides about certificates, as the client meets it.</summary>
public sealed class DeviceApprovalTests : IAsyncLifetime
{
    private static readonly Actor Carol = Actor.User(Guid.NewGuid());
    private TestChat chat = null!;
    private TestPerson alice = null!;
    private TestDevice device = null!;

    public async Task InitializeAsync()
    {
        chat = await TestChat.StartAsync(add: builder => builder.Configuration[IssuancePolicy.DevicesKey] = "Manual");
        alice = await chat.PersonAsync("alice");
        device = alice.NewDevice();
    }

    public async Task DisposeAsync() => await chat.DisposeAsync();

    private ICertificateRequests Requests => chat.Get<ICertificateRequests>();

    [Fact]
    public void The_policy_tells_of_it() => (chat.Get<IAuthority>().Policy is { DevicesNeedApproval: true, ProgramsNeedApproval: false }).ShouldBeTrue();

    [Fact]
    public async Task A_browser_waits_by_its_code_until_it_is_approved_and_renews_unasked()
    {
        await AskedAsync(device);
        await AskedAsync(device);
        var waiting = await OnlyAsync();
        (waiting.User, waiting.Device).ShouldBe((alice.Id, device.Name));
        DeviceCode.OfDigest(Convert.FromHexString(waiting.Key)).ShouldBe(DeviceCode.Of(device.Sig.Kid, device.Enc.Kid));
        (await SinceAsync(device)).ShouldBe(waiting.At.ToUnixTimeMilliseconds());
        (await CertificatesAsync(device)).ShouldBe(0);

        (await Requests.ApproveAsync(waiting.Id, Carol, default)).ShouldBeTrue();
        (await Requests.ApproveAsync(waiting.Id, Carol, default)).ShouldBeFalse("decided once");
        (await Requests.RefuseAsync(waiting.Id, "no", Carol, default)).ShouldBeFalse();
        (await SinceAsync(device)).ShouldBeNull();
        (await CertificatesAsync(device)).ShouldBe(0, "approved is not issued");

        await alice.CertifiedAsync(device);
        await alice.AppendedAsync(device, "first", device.AsNew);
        await alice.ProvedAsync(device);
        await alice.CertifiedAsync(device); // a renewal
        await alice.CertifiedAsync(alice.NewRecovery());
        (await Requests.ListAsync(default)).ShouldBeEmpty();
        await AskedAsync(alice.NewDevice());
        (await ActsAsync()).ShouldBe([LedgerAct.Ask, LedgerAct.Approve, .. Enumerable.Repeat(LedgerAct.Issue, 6), LedgerAct.Ask]);
        (await chat.Get<IAuthority>().VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task What_waits_is_described_from_the_very_requests_that_came_and_all_holds()
    {
        await AskedAsync(device);
        var details = (await Requests.DescribeAsync((await OnlyAsync()).Id, "Alice\u202E <b>", default))!;

        details.Subject.ShouldBe("Alice <b>", "as a certificate would have it");
        details.Names.ShouldBe([$"URI:urn:blazorchat:user:{alice.Id:D}:device:{device.Name}"]);
        details.Keys.Select(key => (key.Profile, key.KeyBits)).ShouldBe([(CertificateProfile.DeviceSignature, 3072), (CertificateProfile.DeviceEncryption, 3072)]);
        foreach (var key in details.Keys)
        {
            key.Findings.Select(finding => finding.Rule).ShouldBe(Enum.GetValues<RequestRule>());
            key.Findings.ShouldAllBe(finding => finding.Holds && finding.Broken == null);
            key.Algorithm.ShouldNotBeNull();
            var request = CertificateRequest.LoadSigningRequest(key.Der.ToArray(), HashAlgorithmName.SHA256, signerSignaturePadding: key.Algorithm == "sha256WithRSAEncryption" ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss);
            Convert.ToHexString(SHA256.HashData(request.PublicKey.ExportSubjectPublicKeyInfo())).ShouldBe(key.KeyFingerprint);
        }
    }

    [Fact]
    public async Task What_changed_since_it_came_is_found_when_it_is_shown()
    {
        await AskedAsync(device);
        await AskedAsync(alice.NewDevice());
        var id = (await Requests.ListAsync(default)).Single(waiting => waiting.Device == device.Name).Id;
        async Task<RequestFinding[]> BrokenAsync() => [.. (await Requests.DescribeAsync(id, "Alice", default))!.Keys.SelectMany(key => key.Findings).Where(finding => !finding.Holds)];

        // Certified for somebody else meanwhile.
        await using var database = await chat.DatabaseAsync();
        database.Add(new CertifiedKey { Kid = device.Enc.Kid.Value, User = Guid.NewGuid(), Device = $"{Guid.NewGuid()}", Use = KeyUse.Enc, PublicKey = [1] });
        await database.SaveChangesAsync();
        (await BrokenAsync()).ShouldBe([new RequestFinding(RequestRule.Free, false, IssueRefusal.KeyInUse)]);
        await database.Set<CertifiedKey>().Where(key => key.Kid == device.Enc.Kid.Value).ExecuteDeleteAsync();

        // Somebody writes other requests into the database, to have an administrator look at these and approve those.
        var other = await database.Set<RequestRow>().Where(row => row.Id != id).Select(row => row.Csrs).SingleAsync();
        await database.Set<RequestRow>().Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Csrs, other));
        (await BrokenAsync()).Select(finding => finding.Rule).ShouldBe([RequestRule.Same, RequestRule.Modest, RequestRule.Same, RequestRule.Modest], "they name another device too");
        foreach (var damaged in new byte[]?[] { null, [], [0x30, 0x01], [.. other!, .. other!] })
        {
            await database.Set<RequestRow>().Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Csrs, damaged));
            (await Requests.DescribeAsync(id, "Alice", default))!.Keys.ShouldBeEmpty();
        }

        await Requests.RefuseAsync(id, "no", Carol, default);
        (await Requests.DescribeAsync(id, "Alice", default)).ShouldBeNull();
        (await Requests.DescribeAsync("' OR 1=1", "Alice", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_refused_browser_reads_why_at_each_try_and_has_nothing()
    {
        await AskedAsync(device);
        (await Requests.RefuseAsync((await OnlyAsync()).Id, "Use the company laptop.", Carol, default)).ShouldBeTrue();
        for (var i = 0; i < 2; i++)
            (await alice.RequestCertificatesAsync(device).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, IssueRefusal.ApprovalRefused))
                .GetProperty("reason").GetString().ShouldBe("Use the company laptop.");
        (await SinceAsync(device)).ShouldBeNull();
        (await CertificatesAsync(device)).ShouldBe(0);
        await AskedAsync(alice.NewDevice()); // with other keys one may ask again
        (await ActsAsync()).ShouldBe([LedgerAct.Ask, LedgerAct.Decline, LedgerAct.Ask]);
    }

    [Fact]
    public async Task A_request_of_a_week_ago_is_over_and_the_same_browser_asks_anew()
    {
        await AskedAsync(device);
        var first = await OnlyAsync();
        chat.Clock.Advance(TimeSpan.FromDays(7));
        (await SinceAsync(device)).ShouldBeNull();
        (await Requests.ApproveAsync(first.Id, Carol, default)).ShouldBeFalse();
        await AskedAsync(device);
        (await OnlyAsync()).At.ShouldBeGreaterThan(first.At);
    }

    [Fact]
    public async Task An_approval_made_twice_use_of_at_once_is_one_device()
    {
        await AskedAsync(device);
        await Requests.ApproveAsync((await OnlyAsync()).Id, Carol, default);
        var nonces = new[] { await alice.NonceAsync(), await alice.NonceAsync(), await alice.NonceAsync() };
        var answers = await Task.WhenAll(nonces.Select(nonce => alice.RequestCertificatesAsync(device, nonce)));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await Requests.ListAsync(default)).ShouldBeEmpty();
        await using var database = await chat.DatabaseAsync();
        (await database.Set<CertifiedKey>().CountAsync(key => key.User == alice.Id)).ShouldBe(2);
        (await database.Set<RequestRow>().CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Others_do_not_see_what_waits_and_the_host_approves_by_the_code()
    {
        await AskedAsync(device);
        var bob = await chat.PersonAsync("bob");
        (await (await bob.Http.GetAsync($"/api/devices/{device.Name}/request")).JsonAsync()).GetProperty("at").ValueKind.ShouldBe(JsonValueKind.Null);
        (await alice.Http.GetAsync("/api/devices/none/request")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var output = new StringWriter();
        var code = DeviceCode.Of(device.Sig.Kid, device.Enc.Kid);
        (await ApproveCommand.RunAsync(chat.Services, "alice", DeviceCode.Of(device.Enc.Kid, device.Sig.Kid), null, output, default)).ShouldBe(1);
        await AskedAsync(alice.NewDevice());
        (await ApproveCommand.RunAsync(chat.Services, "alice", null, null, output, default)).ShouldBe(1, "which of the two?");
        code.ShouldMatch("^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$", "as the browser shows it");
        output.ToString().ShouldContain(code);
        (await ApproveCommand.RunAsync(chat.Services, "alice", code.Replace("-", "", StringComparison.Ordinal), null, output, default)).ShouldBe(0);
        await alice.CertifiedAsync(device);
    }

    private async Task AskedAsync(TestDevice asking)
    {
        var answer = await alice.RequestCertificatesAsync(asking);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        (await answer.JsonAsync()).GetProperty("pending").GetBoolean().ShouldBeTrue();
    }

    private async Task<long?> SinceAsync(TestDevice asking) =>
        (await alice.Http.GetFromJsonAsync<GetDeviceRequest.Answer>($"/api/devices/{asking.Name}/request"))!.At;

    private async Task<WaitingRequest> OnlyAsync() => (await Requests.ListAsync(default)).ShouldHaveSingleItem();

    private async Task<int> CertificatesAsync(TestDevice of) => (await chat.Get<IAuthority>().CertificatesOfAsync([of.Sig.Kid.Value, of.Enc.Kid.Value])).Count;

    /// <summary>What the ledger has about alice, in order.</summary>
    private async Task<List<LedgerAct>> ActsAsync()
    {
        await using var database = await chat.DatabaseAsync();
        return await database.Set<LedgerRow>().Where(row => row.User == alice.Id).OrderBy(row => row.Seq).Select(row => row.Act).ToListAsync();
    }
}
