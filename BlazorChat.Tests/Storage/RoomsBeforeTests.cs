using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;

namespace BlazorChat.Tests.Storage;

public sealed class RoomsBeforeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("blazorchat-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_was_there_before_rooms_had_names_is_counted_when_the_database_is_brought_up_to_date()
    {
        await using var database = new SqliteChatDatabase(
            new DbContextOptionsBuilder<SqliteChatDatabase>().UseSqlite($"Data Source={Path.Combine(folder, "old.db")};Pooling=False").Options);
        var before = database.Database.GetMigrations().TakeWhile(name => !name.EndsWith("_Rooms", StringComparison.Ordinal)).Last();
        await database.GetService<IMigrator>().MigrateAsync(before);
        await FillAsync(database);

        await database.Database.MigrateAsync();

        (await database.Set<LogEntry>().OrderBy(entry => entry.ConversationId).ThenBy(entry => entry.Seq).Select(entry => entry.Messages).ToListAsync())
            .ShouldBe([0, 1, 1, 2, 0, 1]);
        (await database.Set<Conversation>().OrderBy(row => row.Id).Select(row => new { row.Messages, row.Members, row.ArchivedAt }).ToListAsync())
            .Select(row => (row.Messages, row.Members, row.ArchivedAt)).ShouldBe([(2, 2, null), (1, 1, null)]);
        var profile = (await database.Set<RoomProfile>().ToListAsync()).ShouldHaveSingleItem();
        (profile.ConversationId, profile.Name, profile.Topic, profile.Colour, profile.Slot).ShouldBe(("b", null, "", null, null));
        (await database.Set<Member>().ToListAsync()).ShouldAllBe(member => !member.Muted && !member.Favourite && member.HiddenAt == null);
    }

    // A dm "a" and a room "b"; kinds of entries: 1 of the room chain, 0 a message.
    private static async Task FillAsync(SqliteChatDatabase database)
    {
        foreach (var (id, kind, entries, members) in new[] { ("a", 0, "1010", 2), ("b", 2, "10", 1) })
        {
            await database.Database.ExecuteSqlAsync(
                $"""INSERT INTO "conversations" ("Id", "Kind", "History", "LastSeq", "LastAt", "RecipientsVersion", "RoomN", "RoomHead") VALUES ({id}, {kind}, 1, {entries.Length}, 0, 0, 0, {id})""");
            for (var i = 0; i < members; i++)
                await database.Database.ExecuteSqlAsync($"""INSERT INTO "members" ("ConversationId", "User", "Base", "Role", "ReadSeq") VALUES ({id}, {Guid.NewGuid()}, 'base', 1, 0)""");
            for (var i = 0; i < entries.Length; i++)
                await database.Database.ExecuteSqlAsync(
                    $"""INSERT INTO "entries" ("ConversationId", "Seq", "At", "Kind", "User", "Device", "N", "Body", "Hash") VALUES ({id}, {i + 1}, 0, {entries[i] - '0'}, {Guid.Empty}, {Guid.Empty}, {i}, 'body', 'hash')""");
        }
    }
}
