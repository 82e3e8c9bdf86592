using System.Net;
using System.Text;
using System.Text.Json;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

/// <summary>What users keep for their own devices, as the server sees it: versions of something sealed.</summary>
public class OwnRecordTests(ChatFixture fixture) : IClassFixture<ChatFixture>, IAsyncLifetime
{
    private readonly TestChat chat = fixture.Chat;
    private TestPerson alice = null!;

    public async Task InitializeAsync() => alice = await chat.EnrolledAsync("alice");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Version_follows_version_and_each_comes_back_as_it_was_sent()
    {
        (await ReadAsync(alice)).ShouldBe((0, null));
        var (first, second) = (Sealed(), Sealed(11));
        (await PutAsync(alice, 1, first)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync(alice)).ShouldBe((1, first));
        (await PutAsync(alice, 2, second)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync(alice)).ShouldBe((2, second));

        (await ReadAsync(alice, "names")).ShouldBe((0, null), "another record");
        (await ReadAsync(await chat.EnrolledAsync("bob"))).ShouldBe((0, null), "of another user");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Only_the_next_version_is_taken(long n)
    {
        (await PutAsync(alice, 1, Sealed())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await PutAsync(alice, n, Sealed()).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "record-changed");
    }

    [Fact]
    public async Task Of_devices_that_write_the_same_version_at_once_one_is_taken()
    {
        foreach (var n in new[] { 1L, 2 })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PutAsync(alice, n, Sealed())));
            answers.Count(answer => answer.StatusCode is HttpStatusCode.NoContent).ShouldBe(1);
            answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict).ShouldBe(7);
        }
    }

    [Fact]
    public async Task What_is_dropped_is_forgotten_and_its_number_goes_on()
    {
        await PutAsync(alice, 1, Sealed());
        (await alice.Http.DeleteAsync(Path("settings"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync(alice)).ShouldBe((2, null));
        (await alice.Http.DeleteAsync(Path("settings"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync(alice)).ShouldBe((2, null), "there is nothing to drop");
        (await alice.Http.DeleteAsync(Path("settings") + "?n=9")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync(alice)).ShouldBe((9, null), "a device has seen more than we know");
        (await PutAsync(alice, 10, Sealed())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_database_from_before_a_record_is_brought_to_where_a_device_is()
    {
        (await alice.Http.DeleteAsync(Path("settings") + "?n=8")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync(alice)).ShouldBe((8, null));
        (await PutAsync(alice, 9, Sealed())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await alice.Http.DeleteAsync(Path("settings") + $"?n={1L << 50}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ReadAsync(alice)).N.ShouldBe(1_000_009, "nobody uses the numbers up");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9007199254740993")]
    public async Task A_number_that_no_version_has_is_refused(string n)
    {
        await alice.Http.DeleteAsync($"{Path("settings")}?n={n}").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "malformed");
        await PutAsync(alice, long.Parse(n, System.Globalization.CultureInfo.InvariantCulture), Sealed()).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Theory]
    [InlineData("photos")]
    [InlineData("Settings")]
    [InlineData("0")]
    public async Task There_are_no_others(string kind)
    {
        (await alice.Http.GetAsync(Path(kind))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await alice.Http.DeleteAsync(Path(kind))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PutAsync(alice, 1, Sealed(), kind)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Anything_but_the_exact_form_is_refused()
    {
        var good = Sealed();
        var recipient = good[good.IndexOf("""{"header""", StringComparison.Ordinal)..(good.IndexOf(']', StringComparison.Ordinal))];
        foreach (var bad in new[]
        {
            "{}", "[]", "null", "\"text\"", good.Replace("\"iv\"", "\"IV\"", StringComparison.Ordinal), good.Replace(",\"tag\"", ", \"tag\"", StringComparison.Ordinal),
            good.Replace(Header, TestKey.Encode("""{"enc":"A128GCM","typ":"chat-own+jwe"}"""), StringComparison.Ordinal),
            good.Replace("RSA-OAEP-256", "RSA1_5", StringComparison.Ordinal), good.Replace(recipient, $"{recipient},{recipient}", StringComparison.Ordinal),
            good.Replace(recipient, "", StringComparison.Ordinal), good.Insert(1, "\"extra\":1,"), Sealed(17),
        })
            await PutAsync(alice, 1, bad).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "malformed");
        await PutAsync(alice, 1, Sealed(1, 50_000)).ShouldBeRefusedAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        (await ReadAsync(alice)).ShouldBe((0, null));
    }

    [Fact]
    public async Task A_session_without_a_proven_device_neither_reads_nor_writes()
    {
        await PutAsync(alice, 1, Sealed());
        var thief = await alice.ElsewhereAsync(); // who has the password and nothing else
        (await thief.Http.GetAsync(Path("settings"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PutAsync(thief, 2, Sealed())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await thief.Http.DeleteAsync(Path("settings"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ReadAsync(alice)).N.ShouldBe(1);
    }

    [Fact]
    public async Task Who_changes_it_without_end_is_asked_to_wait()
    {
        // The limit fills up again while a slow machine tries.
        var limit = RateLimits.OwnRecords.Count;
        var done = 0;
        while (done < 2 * limit && (await alice.Http.DeleteAsync(Path("names"))).StatusCode == HttpStatusCode.NoContent)
            done++;
        done.ShouldBeInRange(limit, 2 * limit - 1);
        await alice.Http.DeleteAsync(Path("names")).ShouldBeRefusedAsync(HttpStatusCode.TooManyRequests, "throttled");
    }

    [Fact]
    public async Task It_goes_with_the_account()
    {
        var admin = await chat.PersonAsync("admin", admin: true);
        await PutAsync(alice, 1, Sealed());
        await chat.Get<IAccounts>().DeleteAsync(alice.Id, admin.Id, default);
        (await chat.Get<OwnRecords>().FindAsync(alice.Id, OwnRecordKind.Settings, default)).ShouldBeNull();
    }

    private static readonly string Header = TestKey.Encode("""{"enc":"A256GCM","typ":"chat-own+jwe"}""");

    private static string Path(string kind) => $"/api/me/records/{kind}";

    private static string Sealed(int recipients = 2, int bytes = 1000)
    {
        var list = string.Join(',', Enumerable.Range(0, recipients).Select(_ =>
            $$$"""{"header":{"alg":"RSA-OAEP-256","kid":"{{{Envelopes.Random(32)}}}"},"encrypted_key":"{{{Envelopes.Random(384)}}}"}"""));
        return $$"""{"protected":"{{Header}}","recipients":[{{list}}],"iv":"{{Envelopes.Random(12)}}","ciphertext":"{{Envelopes.Random(bytes)}}","tag":"{{Envelopes.Random(16)}}"}""";
    }

    private static Task<HttpResponseMessage> PutAsync(TestPerson person, long n, string jwe, string kind = "settings") =>
        person.Http.PutAsync(Path(kind), new StringContent($$"""{"n":{{n}},"jwe":{{jwe}}}""", Encoding.UTF8, "application/json"));

    private static async Task<(long N, string? Jwe)> ReadAsync(TestPerson person, string kind = "settings")
    {
        var answer = await person.Http.GetAsync(Path(kind)).ShouldBeTakenAsync();
        var jwe = answer.GetProperty("jwe");
        return (answer.GetProperty("n").GetInt64(), jwe.ValueKind is JsonValueKind.Null ? null : jwe.GetRawText());
    }
}
