using System.Text;
using System.Text.Json.Nodes;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using Microsoft.Data.Sqlite;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

/// <summary>Messages about another: edits and removals, as far as the server has a say in them.</summary>
public class AboutMessageTests : IAsyncLifetime
{
    private MessagesHost _host = null!;
    private TestPerson _ann = null!;
    private TestPerson _bob = null!;
    private TestRoom _room = null!;
    private SessionKeyId _anns;
    private SessionKeyId _bobs;

    public async Task InitializeAsync()
    {
        _host = await MessagesHost.StartAsync();
        (_ann, _bob) = (_host.Person(), _host.Person());
        _room = _host.Room(RoomHistory.None, _ann, _bob);
        _anns = await _host.SessionAsync(_ann.Device, _room);
        _bobs = await _host.SessionAsync(_bob.Device, _room);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_edit_is_an_entry_of_its_own_that_names_the_place_it_is_about()
    {
        await _host.MessageAsync(_ann.Device, _room, 1, _anns);
        (await EditAsync(_ann, 2, 1)).Seq.ShouldBe(2);
        var entries = (await PageAsync())["entries"]!;
        (entries[0]!["about"], (long)entries[1]!["about"]!, entries[1]!["jwe"] is null).ShouldBe((null, 1, false));
    }

    [Theory]
    [InlineData(2, "about")]
    [InlineData(99, "about")]
    [InlineData(3, "not-yours")]
    public async Task What_is_no_message_or_an_edit_itself_or_somebody_elses_cannot_be_edited(long about, string code)
    {
        await _host.MessageAsync(_ann.Device, _room, 1, _anns);
        await EditAsync(_ann, 2, 1);
        await _host.MessageAsync(_bob.Device, _room, 1, _bobs);
        var answer = await EditAsync(_ann, 3, about);
        (answer.Status, answer.Code).ShouldBe((code == "about" ? 422 : 403, code));
        (await _host.MessageAsync(_ann.Device, _room, 3, _anns)).Status.ShouldBe(200, "the number was not used");
    }

    [Fact]
    public async Task A_place_in_another_conversation_is_none()
    {
        var other = _host.Room(RoomHistory.None, _ann, _bob);
        var key = await _host.SessionAsync(_ann.Device, other);
        await _host.MessageAsync(_ann.Device, other, 1, key);
        (await EditAsync(_ann, 1, 1)).Code.ShouldBe("about");
    }

    [Theory]
    [InlineData("""{"n":2,"jwe":"*","about":0}""")]
    [InlineData("""{"n":2,"jwe":"*","about":-1}""")]
    [InlineData("""{"n":2,"jwe":"*","about":1.0}""")]
    [InlineData("""{"n":2,"jwe":"*","about":"1"}""")]
    [InlineData("""{"n":2,"jwe":"*","about":null}""")]
    [InlineData("""{"n":2,"jwe":"*","about":1,"about":1}""")]
    [InlineData("""{"n":2,"jwe":"*","remove":true}""")]
    [InlineData("""{"n":2,"jwe":"*","about":1,"remove":false}""")]
    [InlineData("""{"n":2,"jwe":"*","about":1,"remove":1}""")]
    [InlineData("""{"n":2,"jwe":"*","about":1,"remove":true,"remove":true}""")]
    public async Task There_is_one_way_to_write_it(string body)
    {
        await _host.MessageAsync(_ann.Device, _room, 1, _anns);
        var answer = await _host.PostAsync(_ann.Device, Path, body.Replace("*", Envelopes.Message(_anns), StringComparison.Ordinal));
        (answer.Status, answer.Code).ShouldBe((400, "malformed"));
    }

    [Fact]
    public async Task A_removed_message_and_its_edits_keep_their_places_and_lose_what_they_said()
    {
        await _host.MessageAsync(_ann.Device, _room, 1, _anns);
        await EditAsync(_ann, 2, 1);
        await _host.MessageAsync(_ann.Device, _room, 3, _anns);
        var removal = await RemoveAsync(_ann, 4, 1);
        removal.Seq.ShouldBe(4);

        var entries = (await PageAsync())["entries"]!.AsArray();
        entries.Select(entry => (long)entry!["seq"]!).ShouldBe([1, 2, 3, 4]);
        entries.Select(entry => (long?)entry!["removedBy"]).ShouldBe([4, 4, null, null]);
        entries.Select(entry => entry!["jwe"] is null).ShouldBe([true, true, false, false]);
        ((string?)entries[0]!["user"], (string?)entries[0]!["device"], (long)entries[0]!["n"]!, entries[0]!.AsObject().ContainsKey("jwe"))
            .ShouldBe((Uuid.Write(_ann.Id), Uuid.Write(_ann.Device.Id), 1, true));
        _host.Database.Scalar<long>("""SELECT COUNT(*) FROM "entries" WHERE "Body" = ''""").ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_of_a_removed_message_stays_in_the_file()
    {
        if (TestDatabase.IsPostgreSql)
            return;   // what it deleted is overwritten when it vacuums, which is the operator's (docs/configuration.md)
        var (message, edit, other) = (Envelopes.Message(_anns), Envelopes.Message(_anns, 20_000), Envelopes.Message(_anns));
        await _host.MessageAsync(_ann.Device, _room, 1, message);
        await PostAsync(_ann, 2, edit, 1, remove: false);
        await _host.MessageAsync(_ann.Device, _room, 3, other);
        var before = Bytes();
        (Holds(before, message), Holds(before, edit), Holds(before, other)).ShouldBe((true, true, true));

        await RemoveAsync(_ann, 4, 1);
        var after = Bytes();
        (Holds(after, message), Holds(after, edit), Holds(after, other)).ShouldBe((false, false, true));
    }

    [Fact]
    public async Task Only_who_wrote_it_or_an_administrator_of_now_removes_a_message()
    {
        await _host.MessageAsync(_ann.Device, _room, 1, _anns);
        (await RemoveAsync(_bob, 1, 1)).Code.ShouldBe("not-yours");
        await SeatAsync(_bob, RoomRole.Member);
        (await RemoveAsync(_bob, 1, 1)).Code.ShouldBe("not-yours");
        await SeatAsync(_bob, RoomRole.Admin);
        (await EditAsync(_bob, 1, 1)).Code.ShouldBe("not-yours", "nobody changes what another said");
        (await RemoveAsync(_bob, 1, 1)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task In_a_dm_where_both_are_administrators_only_who_wrote_it_removes_a_message()
    {
        _room = _host.Dm(_ann, _bob);
        var (anns, bobs) = (await _host.SessionAsync(_ann.Device, _room), await _host.SessionAsync(_bob.Device, _room));
        await _host.MessageAsync(_ann.Device, _room, 1, anns);
        await SeatAsync(_bob, RoomRole.Admin);
        (await PostAsync(_bob, 1, Envelopes.Message(bobs), 1, remove: true)).Code.ShouldBe("not-yours");
        (await PostAsync(_ann, 2, Envelopes.Message(anns), 1, remove: true)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_removal_is_final()
    {
        await _host.MessageAsync(_ann.Device, _room, 1, _anns);
        await RemoveAsync(_ann, 2, 1);
        var (edit, removal) = (await EditAsync(_ann, 3, 1), await RemoveAsync(_ann, 3, 1));
        (edit.Status, edit.Code, removal.Status, removal.Code).ShouldBe((409, "removed", 409, "removed"));
        (await RemoveAsync(_ann, 3, 2)).Code.ShouldBe("about", "nor is it removed itself");
    }

    [Fact]
    public async Task The_same_removal_again_gets_its_first_answer_and_so_does_what_it_removed()
    {
        var (message, removal) = (Envelopes.Message(_anns), Envelopes.Message(_anns));
        var first = await _host.MessageAsync(_ann.Device, _room, 1, message);
        var removed = await PostAsync(_ann, 2, removal, 1, remove: true);
        (await PostAsync(_ann, 2, removal, 1, remove: true)).Seq.ShouldBe(removed.Seq);
        (await _host.MessageAsync(_ann.Device, _room, 1, message)).Seq.ShouldBe(first.Seq);
    }

    [Fact]
    public async Task A_wrong_counter_is_told_with_a_last_message_that_is_removed()
    {
        await _host.MessageAsync(_ann.Device, _room, 1, _anns);
        await SeatAsync(_bob, RoomRole.Admin);
        await RemoveAsync(_bob, 1, 1);
        var last = (await _host.MessageAsync(_ann.Device, _room, 1, _anns)).Body!["last"]!;
        ((long)last["n"]!, last["jwe"], (long)last["removedBy"]!).ShouldBe((1, null, 2));
    }

    [Fact]
    public async Task Several_in_one_request_are_taken_up_to_the_first_that_may_not_be()
    {
        JsonArray several = [Item(1, Envelopes.Message(_anns)), Item(2, Envelopes.Message(_anns), 1), Item(3, Envelopes.Message(_anns), 7), Item(4, Envelopes.Message(_anns))];
        var answer = await _host.PostAsync(_ann.Device, Path, several);
        answer.Body!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("?before=4", "1 2 3", "8 9")]
    [InlineData("?before=3", "1 2", "8")]
    [InlineData("?after=2&limit=1", "3", "9")]
    [InlineData("?after=3&limit=1", "4", "")]
    [InlineData("?limit=1", "9", "")]
    [InlineData("", "1 2 3 4 5 6 7 8 9", "")]
    public async Task A_page_brings_what_became_last_of_its_messages_behind_it(string query, string seqs, string related)
    {
        for (var n = 1; n <= 5; n++)
            await _host.MessageAsync(_ann.Device, _room, n, _anns);
        await EditAsync(_ann, 6, 1);
        await EditAsync(_ann, 7, 3);
        await EditAsync(_ann, 8, 1);
        await RemoveAsync(_ann, 9, 3);
        var page = await PageAsync(query);
        (SeqsOf(page, "entries"), SeqsOf(page, "related")).ShouldBe((seqs, related));
        page["related"]!.AsArray().ShouldAllBe(entry => (string?)entry!["jwe"] != null);
    }

    [Fact]
    public async Task With_an_edit_that_was_removed_comes_what_removed_it()
    {
        await _host.MessageAsync(_ann.Device, _room, 1, _anns);
        await EditAsync(_ann, 2, 1);
        await RemoveAsync(_ann, 3, 1);
        SeqsOf(await PageAsync("?after=1&limit=1"), "related").ShouldBe("3");
    }

    private string Path => $"/api/conversations/{_room.Id}/messages";

    private Task<Answer> EditAsync(TestPerson by, long n, long about) => PostAsync(by, n, Envelopes.Message(by == _ann ? _anns : _bobs), about, remove: false);

    private Task<Answer> RemoveAsync(TestPerson by, long n, long about) => PostAsync(by, n, Envelopes.Message(by == _ann ? _anns : _bobs), about, remove: true);

    private Task<Answer> PostAsync(TestPerson by, long n, string jwe, long about, bool remove) => _host.PostAsync(by.Device, Path, Item(n, jwe, about, remove));

    private static JsonObject Item(long n, string jwe, long about = 0, bool remove = false)
    {
        var item = new JsonObject { ["n"] = n, ["jwe"] = jwe };
        if (about != 0)
            item["about"] = about;
        if (remove)
            item["remove"] = true;
        return item;
    }

    private async Task<JsonNode> PageAsync(string query = "") => (await _host.GetAsync(_bob.Device, Path + query)).Body!;

    private static string SeqsOf(JsonNode page, string list) => string.Join(' ', page[list]!.AsArray().Select(entry => (long)entry!["seq"]!));

    private async Task SeatAsync(TestPerson person, RoomRole role)
    {
        await using var database = _host.Database.CreateDbContext();
        if (await database.FindAsync<Member>(_room.Id.Value, person.Id) is { } seat)
            seat.Role = role;
        else
            database.Add(new Member { ConversationId = _room.Id.Value, User = person.Id, Base = "", Role = role });
        await database.SaveChangesAsync();
    }

    /// <summary>The database's file with all that was written.</summary>
    private byte[] Bytes()
    {
        _host.Database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        using var file = new FileStream(new SqliteConnectionStringBuilder(_host.Database.Connection).DataSource, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A part that is no text of any other.</summary>
    private static bool Holds(byte[] file, string jwe) => file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(jwe.Split('.')[3][100..300])) >= 0;
}
