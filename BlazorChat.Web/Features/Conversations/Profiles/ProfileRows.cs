using BlazorChat.Web.Features.Accounts.Names;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Conversations.Profiles;

/// <summary>Writes what rooms are called, inside a group append and under the lock of the conversation.</summary>
internal static class ProfileRows
{
    private const string Insert = """INSERT INTO "room_profiles" ("ConversationId", "Name", "Topic", "Colour", "Slot") VALUES (@p0, @p1, @p2, @p3, @p4)""";
    private const string Update = """UPDATE "room_profiles" SET "Name" = @p1, "Topic" = @p2, "Colour" = @p3 WHERE "ConversationId" = @p0""";
    private const string NameOf = """SELECT "Name" FROM "room_profiles" WHERE "ConversationId" = @p0""";
    private const string WithSlot = """SELECT "ConversationId" FROM "room_profiles" WHERE "Slot" = @p0""";
    private const string WithName = """SELECT "ConversationId" FROM "room_names" WHERE "Key" = @p0""";
    private const string Take = """INSERT INTO "room_names" ("Key", "ConversationId") VALUES (@p0, @p1)""";
    private const string GiveBack = """DELETE FROM "room_names" WHERE "ConversationId" = @p0""";

    public static void Write(AppendTransaction transaction, string conversation, NewProfile profile) =>
        transaction.Execute(Insert, conversation, profile.Name?.Value, profile.Topic, profile.Colour, profile.Slot);

    public static void Change(AppendTransaction transaction, string conversation, NewProfile profile) =>
        transaction.Execute(Update, conversation, profile.Name?.Value, profile.Topic, profile.Colour);

    /// <summary>The room that fills a slot.</summary>
    public static string? InSlot(AppendTransaction transaction, string slot) => Read(transaction, WithSlot, slot);

    /// <summary>Another open room that is called so, or nearly.</summary>
    public static string? OtherCalled(AppendTransaction transaction, string conversation, RoomName name) =>
        name.Keys.All.Select(key => Read(transaction, WithName, key)).FirstOrDefault(owner => owner is not null && owner != conversation);

    /// <summary>The name is this room's and nobody else's; what it had before is free.</summary>
    public static void TakeName(AppendTransaction transaction, string conversation, RoomName name)
    {
        FreeName(transaction, conversation);
        foreach (var key in name.Keys.All)
            transaction.Execute(Take, key, conversation);
    }

    public static void FreeName(AppendTransaction transaction, string conversation) => transaction.Execute(GiveBack, conversation);

    /// <summary>What the room is called; it was checked when it was written.</summary>
    public static RoomName? Name(AppendTransaction transaction, string conversation) =>
        Read(transaction, NameOf, conversation) is { } name ? new RoomName(name, NameKeys.Of(name)) : null;

    private static string? Read(AppendTransaction transaction, string sql, string value)
    {
        using var row = transaction.Query(sql, value);
        return row.Read() && !row.IsDBNull(0) ? row.GetString(0) : null;
    }
}
