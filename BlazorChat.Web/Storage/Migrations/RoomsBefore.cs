using Microsoft.EntityFrameworkCore.Migrations;

namespace BlazorChat.Web.Storage.Migrations;

/// <summary>For conversations that were there before messages and members were counted and rooms had names. The same in SQLite and PostgreSQL.</summary>
internal static class RoomsBefore
{
    public static void CountWhatIsThere(this MigrationBuilder migration)
    {
        migration.Sql("""
            UPDATE "entries" SET "Messages" = counted."Count"
            FROM (
                SELECT "ConversationId", "Seq", SUM(CASE "Kind" WHEN 0 THEN 1 ELSE 0 END) OVER (PARTITION BY "ConversationId" ORDER BY "Seq") AS "Count"
                FROM "entries") AS counted
            WHERE "entries"."ConversationId" = counted."ConversationId" AND "entries"."Seq" = counted."Seq"
            """);
        migration.Sql("""
            UPDATE "conversations" SET
                "Messages" = (SELECT COUNT(*) FROM "entries" WHERE "entries"."ConversationId" = "conversations"."Id" AND "entries"."Kind" = 0),
                "Members" = (SELECT COUNT(*) FROM "members" WHERE "members"."ConversationId" = "conversations"."Id")
            """);
        migration.Sql("""INSERT INTO "room_profiles" ("ConversationId", "Topic") SELECT "Id", '' FROM "conversations" WHERE "Kind" <> 0""");
    }
}
