using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public sealed class ConversationApiTests : IAsyncLifetime
{
    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_dm_is_begun_listed_found_and_read()
    {
        var client = host.Client(alice.Device);
        var genesis = TestRoom.Dm(host, alice, bob);
        var at = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        (await client.GetStringAsync("/api/conversations")).ShouldBe("""{"conversations":[],"more":false}""");
        (await client.GetStringAsync($"/api/conversations?dm={bob.Id}")).ShouldBe("""{"conversation":null}""");

        var created = await client.PostAsJsonAsync("/api/conversations", new { jws = genesis });

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var conv = Hash.Of(genesis).Value;
        (await created.Content.ReadAsStringAsync()).ShouldBe($$"""{"conv":"{{conv}}","seq":1,"at":{{at}}}""");
        var item = $$"""{"conv":"{{conv}}","kind":"dm","history":"none","peer":"{{bob.Id}}","lastSeq":1,"lastAt":{{at}},"readSeq":1,"n":0,"head":"{{conv}}","name":null,"topic":null,"colour":null,"archived":false,"unread":0,"muted":false,"favourite":false,"hidden":false,"blocked":false,"role":"admin","members":2}""";
        (await client.GetStringAsync("/api/conversations")).ShouldBe($$"""{"conversations":[{{item}}],"more":false}""");
        (await client.GetStringAsync($"/api/conversations?dm={bob.Id}")).ShouldBe($$"""{"conversation":{{item}}}""");
        (await client.GetStringAsync($"/api/conversations/{conv}/chain")).ShouldBe($$"""{"entries":[{"jws":"{{genesis}}","seq":1,"at":{{at}}}]}""");
        (await client.GetStringAsync($"/api/conversations/{conv}/chain?after=0")).ShouldBe("""{"entries":[]}""");
        (await client.PutAsJsonAsync($"/api/conversations/{conv}/read", new { seq = 1 })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_second_dm_is_a_conflict_that_names_the_first()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);

        var answer = await host.Client(bob.Device).PostAsJsonAsync("/api/conversations", new { jws = TestRoom.Dm(host, bob, alice) });

        var problem = await ProblemAsync(answer, HttpStatusCode.Conflict, "exists");
        problem.GetProperty("conv").GetString().ShouldBe(dm.Id.Value);
    }

    [Fact]
    public async Task An_entry_is_appended_and_a_late_one_told_the_head()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var (added, left) = (alice.Device.SignRoom(room.Add(bob)), alice.Device.SignRoom(room.Leave(alice)));
        var client = host.Client(alice.Device);

        var answer = await client.PostAsJsonAsync($"/api/conversations/{room.Id}/chain", new { jws = added });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var at = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        (await answer.Content.ReadAsStringAsync()).ShouldBe($$"""{"n":1,"head":"{{Hash.Of(added)}}","seq":2,"at":{{at}}}""");
        var late = await client.PostAsJsonAsync($"/api/conversations/{room.Id}/chain", new { jws = left });
        var problem = await ProblemAsync(late, HttpStatusCode.Conflict, "chain");
        problem.GetProperty("n").GetInt64().ShouldBe(1);
        problem.GetProperty("head").GetString().ShouldBe(Hash.Of(added).Value);
    }

    [Fact]
    public async Task Unknown_and_foreign_conversations_look_the_same()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var client = host.Client(bob.Device);
        var jws = bob.Device.SignRoom(room.Add(bob));

        foreach (var conv in new[] { room.Id.Value, Hash.Of("nothing").Value, "nothing", room.Id.Value + "A", "..%2f" })
        {
            await ProblemAsync(await client.GetAsync($"/api/conversations/{conv}/chain"), HttpStatusCode.NotFound, "not-found");
            await ProblemAsync(await client.PostAsJsonAsync($"/api/conversations/{conv}/chain", new { jws }), HttpStatusCode.NotFound, "not-found");
            await ProblemAsync(await client.PutAsJsonAsync($"/api/conversations/{conv}/read", new { seq = 1 }), HttpStatusCode.NotFound, "not-found");
        }

        (await client.GetStringAsync($"/api/conversations?dm={alice.Id}")).ShouldBe("""{"conversation":null}""");
    }

    [Fact]
    public async Task An_open_room_can_be_read_before_it_is_joined()
    {
        var room = await TestRoom.RoomAsync(host, "open", (alice, "admin"));

        (await host.Client(bob.Device).GetAsync($"/api/conversations/{room.Id}/chain")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_proven_device_nothing_is_answered()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var addresses = new (HttpMethod Method, string Path)[]
        {
            (HttpMethod.Get, "/api/conversations"), (HttpMethod.Post, "/api/conversations"), (HttpMethod.Get, $"/api/conversations/{room.Id}/chain"),
            (HttpMethod.Post, $"/api/conversations/{room.Id}/chain"), (HttpMethod.Put, $"/api/conversations/{room.Id}/read"),
        };

        foreach (var (method, path) in addresses)
        {
            (await host.Client(alice).SendAsync(new(method, path))).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await host.Client(signedIn: null).SendAsync(new(method, path))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"jws":null}""")]
    [InlineData("""{"jws":"a","jws":"b"}""")]
    [InlineData("""{"jws":"a","more":1}""")]
    [InlineData("""{"Jws":"a"}""")]
    [InlineData("""["a"]""")]
    [InlineData("")]
    public async Task A_body_of_another_form_is_refused(string body)
    {
        var content = new StringContent(body, Encoding.UTF8, "application/json");

        (await host.Client(alice.Device).PostAsync("/api/conversations", content)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_is_no_entry_is_refused_by_its_code()
    {
        var client = host.Client(alice.Device);
        var bad = TestRoom.GenesisPayload(host, "dm", "none", (alice, "admin"), (bob, "admin")).Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal);
        var cases = new (string Jws, HttpStatusCode Status, string Code)[]
        {
            ("a.b.c", HttpStatusCode.BadRequest, Refused.Malformed),
            (alice.Device.SignRoom("{}"), HttpStatusCode.BadRequest, Refused.Payload),
            (alice.Device.SignRoom(bad), HttpStatusCode.BadRequest, Refused.UpdateNeeded),
            (Compact.Sign("chat-user+jws", alice.Device.Sig, alice.Device.Key, bad), HttpStatusCode.BadRequest, Refused.Header),
            (new string('a', Jws.MaxLength + 1), HttpStatusCode.RequestEntityTooLarge, Refused.TooLarge),
            (alice.Device.SignRoom(TestRoom.GenesisPayload(host, "dm", "none", (alice, "admin"))), HttpStatusCode.UnprocessableEntity, "members"),
        };

        foreach (var (jws, status, code) in cases)
            await ProblemAsync(await client.PostAsJsonAsync("/api/conversations", new { jws }), status, code);
    }

    [Fact]
    public async Task Too_many_entries_of_one_user_are_asked_to_wait()
    {
        var client = host.Client(alice.Device);
        var limit = Web.Operations.RateLimits.RoomEntriesPerUser;
        for (var i = 0; i < limit.Count; i++)
            await client.PostAsJsonAsync($"/api/conversations/{Hash.Of("nothing")}/chain", new { jws = "a" });

        var answer = await client.PostAsJsonAsync($"/api/conversations/{Hash.Of("nothing")}/chain", new { jws = "a" });
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta.ShouldBe(limit.Window);

        (await host.Client(bob.Device).PostAsJsonAsync($"/api/conversations/{Hash.Of("nothing")}/chain", new { jws = "a" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        host.Clock.Advance(limit.Window);
        (await client.PostAsJsonAsync($"/api/conversations/{Hash.Of("nothing")}/chain", new { jws = "a" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe(code);
        return problem;
    }
}
