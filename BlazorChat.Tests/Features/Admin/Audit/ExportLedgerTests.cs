using System.Net;
using System.Text.Json;
using BlazorChat.Pki;
using BlazorChat.Pki.Ledger;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin.Audit;

public sealed class ExportLedgerTests : IAsyncLifetime
{
    private TestChat chat = null!;

    public async Task InitializeAsync() => chat = await TestChat.StartAsync(builder => builder.Services.AddAdmin(), app => app.MapAdmin());

    public async Task DisposeAsync() => await chat.DisposeAsync();

    [Fact]
    public async Task All_rows_that_fit_are_written_and_nothing_in_them_is_a_formula()
    {
        var ada = await AdministratorAsync("ada");
        var ledger = chat.Get<ILedger>();
        for (var i = 0; i < 3; i++)
            await ledger.RecordAsync(Actor.User(ada.Id), "invite", ada.Id, "=HYPERLINK(\"https://example.org\")", default);

        var csv = await ada.Http.GetAsync("/api/admin/ledger.csv?kind=administration&by=ada");
        csv.StatusCode.ShouldBe(HttpStatusCode.OK);
        csv.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        csv.Content.Headers.ContentDisposition!.FileName.ShouldBe("ledger.csv");
        csv.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var lines = (await csv.Content.ReadAsStringAsync()).TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        lines.Length.ShouldBe(4);
        lines[0].ShouldBe("seq,at,act,actor,actor-name,user,user-name,device,kid,serial,reason,detail,hash");
        lines[1].ShouldContain($",administer,user:{ada.Id},ada,{ada.Id},ada,");
        lines[1].ShouldContain(",\"'=HYPERLINK(\"\"https://example.org\"\")\",");

        using var json = JsonDocument.Parse(await ada.Http.GetStringAsync("/api/admin/ledger.json"));
        var rows = json.RootElement.EnumerateArray().ToList();
        rows.Select(row => row.GetProperty("seq").GetInt64()).ShouldBe(Enumerable.Range(1, rows.Count).Select(seq => (long)seq).Reverse(), "the newest first, none left out");
        rows[0].GetProperty("act").GetString().ShouldBe("administer");
        rows[^1].GetProperty("act").GetString().ShouldBe("open");
    }

    [Fact]
    public async Task An_auditor_may_others_may_not_and_a_question_that_is_not_understood_is_answered_in_words()
    {
        var eve = await chat.EnrolledAsync("eve");
        (await eve.Http.GetAsync("/api/admin/ledger.csv")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await chat.Get<Users>().ChangeAsync(eve.Id, user => user.Role = UserRole.Auditor, default);
        (await eve.Http.GetAsync("/api/admin/ledger.csv")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var unclear = await eve.Http.GetAsync("/api/admin/ledger.json?by=nobody");
        unclear.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unclear.Content.ReadAsStringAsync()).ShouldContain("Nobody of that name");
        (await unclear.Content.ReadAsStringAsync()).ShouldContain("\"fields\":[\"by\"]");
    }

    private async Task<TestPerson> AdministratorAsync(string username) => await (await chat.PersonAsync(username, admin: true)).EnrolAsync();
}
