using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>Writes and posts entries of one room chain. Each op can be signed by anybody and bent, to see it refused.</summary>
internal sealed class TestRoom(ConversationsHost host, ConversationId id)
{
    public ConversationId Id => id;

    public RoomChainState State { get; private set; } = null!;

    public static string Genesis(ConversationsHost host, TestDevice by, string kind, string history, params (Person Person, string Role)[] members) =>
        by.SignRoom(GenesisPayload(host, kind, history, members));

    public static string GenesisPayload(ConversationsHost host, string kind, string history, params (Person Person, string Role)[] members)
    {
        var list = string.Join(',', members.Select(member => Seat(member.Person.Id, member.Person.Base.Value, member.Role)).Select(seat => $"{{{seat}}}"));
        return $$"""{"v":1,"conv":null,"n":0,"prev":null,"op":"create","kind":"{{kind}}","history":"{{history}}","members":[{{list}}],"iat":{{host.Seconds}}}""";
    }

    public static string Dm(ConversationsHost host, Person one, Person other) =>
        Genesis(host, one.Device, "dm", "none", (one, "admin"), (other, "admin"));

    public static async Task<TestRoom> CreateAsync(ConversationsHost host, TestDevice by, string genesis)
    {
        var result = await host.Services.GetRequiredService<CreateConversation>().RunAsync(genesis, null, by.Session, CancellationToken.None);
        var room = new TestRoom(host, result.ShouldBeOfType<RoomAppend.Done>(result.ToString()).Conversation);
        await room.ReadAsync();
        return room;
    }

    public static async Task<TestRoom> OfAsync(ConversationsHost host, ConversationId id)
    {
        var room = new TestRoom(host, id);
        await room.ReadAsync();
        return room;
    }

    public static Task<TestRoom> DmAsync(ConversationsHost host, Person one, Person other) => CreateAsync(host, one.Device, Dm(host, one, other));

    public static Task<TestRoom> RoomAsync(ConversationsHost host, string kind, params (Person Person, string Role)[] members) =>
        CreateAsync(host, members[0].Person.Device, Genesis(host, members[0].Person.Device, kind, "shared", members));

    public static string Seat(Guid user, string known, string role) => $"\"user\":\"{user}\",\"base\":\"{known}\",\"role\":\"{role}\"";

    public string Add(Person who, string role = "member") => Payload("add", Seat(who.Id, who.Base.Value, role));

    public string Remove(Person who) => Payload("remove", $"\"user\":\"{who.Id}\"");

    public string Leave(Person who) => Payload("leave", $"\"user\":\"{who.Id}\"");

    public string Succeed(Person who) => Payload("succeed", $"\"user\":\"{who.Id}\"");

    public string Role(Person who, string role) => Payload("role", $"\"user\":\"{who.Id}\",\"role\":\"{role}\"");

    public string Payload(string op, string members, long? iat = null, ConversationId? conv = null, long? n = null, Hash? prev = null) =>
        $$"""{"v":1,"conv":"{{conv ?? id}}","n":{{n ?? State.N + 1}},"prev":"{{prev ?? State.Head}}","op":"{{op}}",{{members}},"iat":{{iat ?? host.Seconds}}}""";

    /// <summary>A message, the device's n-th here.</summary>
    public Task<LogPosition> SayAsync(TestDevice by, int n) => host.Services.GetRequiredService<GroupAppend>().RunAsync(new FakeMessage(host, id, by, n));

    /// <summary>The room as its members and others see it over HTTP.</summary>
    public async Task<JsonElement> SeenByAsync(TestDevice device) =>
        await host.Client(device).GetFromJsonAsync<JsonElement>($"/api/conversations/{id}");

    /// <summary>PUTs to a path below the conversation: the status, and the code of a refusal.</summary>
    public async Task<(HttpStatusCode Status, string? Code)> PutAsync(TestDevice by, string path, object body) =>
        await Answers.ReadAsync(await host.Client(by).PutAsJsonAsync($"/api/conversations/{id}/{path}", body));

    /// <summary>Signs and posts, as the signer's own session.</summary>
    public Task<RoomAppend> PostAsync(TestDevice by, string payload) => PostJwsAsync(by, by.SignRoom(payload));

    public async Task<RoomAppend> PostJwsAsync(TestDevice session, string jws)
    {
        var result = await host.Services.GetRequiredService<AppendRoomEntry>().RunAsync(id, jws, session.Session, CancellationToken.None);
        await ReadAsync();
        return result;
    }

    public async Task AppendAsync(TestDevice by, string payload)
    {
        var result = await PostAsync(by, payload);
        result.ShouldBeOfType<RoomAppend.Done>(result.ToString());
    }

    /// <summary>Posts, and expects this refusal and an unchanged chain.</summary>
    public async Task RefusesAsync(TestDevice by, string payload, string code)
    {
        var before = State;
        (await PostAsync(by, payload)).ShouldBe(new RoomAppend.Refused(code));
        State.ShouldBeSameAs(before);
    }

    private async Task ReadAsync() => State = (await host.Conversations.FindAsync(id)).ShouldNotBeNull();
}
