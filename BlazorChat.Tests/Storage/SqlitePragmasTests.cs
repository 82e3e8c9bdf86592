using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Storage;

public sealed class SqlitePragmasTests : IDisposable
{
    private readonly ScratchDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Every_connection_knows_them_whether_new_or_from_the_pool()
    {
        // Three at once are three of SQLite's; the second time they come from the pool.
        for (var time = 0; time < 2; time++)
        {
            var open = Enumerable.Range(0, 3).Select(_ => _database.CreateDbContext()).ToList();
            try
            {
                foreach (var database in open)
                {
                    database.Database.OpenConnection();
                    Read(database, "journal_mode").ShouldBe("wal");
                    Read(database, "synchronous").ShouldBe("2");
                    Read(database, "busy_timeout").ShouldBe("5000");
                    Read(database, "foreign_keys").ShouldBe("1");
                    Read(database, "secure_delete").ShouldBe("1");
                    Read(database, "wal_autocheckpoint").ShouldBe("0");
                }
            }
            finally
            {
                open.ForEach(database => database.Dispose());
            }
        }
    }

    private static string? Read(ChatDatabase database, string pragma)
    {
        using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
