using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Storage;

/// <summary>
/// The oldest migration that a program must know to use this database, as it stands in the database. A program that knows it and lacks later ones may start:
/// they only add. So a host of the release before can be started again beside the next, and a bad release be taken back.
/// </summary>
internal static class OldestKnown
{
    /// <summary>Not of the model: made and written at each start by a program that lacks no migration.</summary>
    public const string Table = "oldest_known_migration";

    /// <summary>Whoever adds a migration that does more than add raises this to it; a test says when.</summary>
    public static string Of(ChatDatabase database) => database is PostgreSqlChatDatabase ? "20261130050000_Hosts" : "20261130022632_BlocksAndRetention";

    public static async Task WriteAsync(ChatDatabase database, CancellationToken cancellation)
    {
        await database.Database.ExecuteSqlAsync($"""CREATE TABLE IF NOT EXISTS "oldest_known_migration" ("Migration" text PRIMARY KEY)""", cancellation);
        if (await ReadAsync(database, cancellation) == Of(database))
            return;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.Database.ExecuteSqlAsync($"""DELETE FROM "oldest_known_migration" """, cancellation);
        await database.Database.ExecuteSqlAsync($"""INSERT INTO "oldest_known_migration" ("Migration") VALUES ({Of(database)})""", cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <returns>Null: no program has written it.</returns>
    public static async Task<string?> ReadAsync(ChatDatabase database, CancellationToken cancellation)
    {
        var tables = database is PostgreSqlChatDatabase
            ? database.Database.SqlQuery<string>($"""SELECT table_name::text AS "Value" FROM information_schema.tables WHERE table_schema = current_schema()""")
            : database.Database.SqlQuery<string>($"""SELECT "name" AS "Value" FROM "sqlite_master" """);
        return (await tables.ToListAsync(cancellation)).Contains(Table)
            ? (await database.Database.SqlQuery<string>($"""SELECT "Migration" AS "Value" FROM "oldest_known_migration" """).ToListAsync(cancellation)).SingleOrDefault()
            : null;
    }
}
