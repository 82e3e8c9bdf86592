using BlazorChat.Web.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.Support;

/// <summary>The product's tables in SQLite, made once and copied from then on: hundreds of tests begin with a database of their own.</summary>
internal static class EmptyDatabase
{
    private static readonly Lazy<byte[]> Tables = new(Make);

    /// <summary>Makes the file, unless there is one.</summary>
    public static void MakeSure(string file)
    {
        if (!File.Exists(file))
            File.WriteAllBytes(file, Tables.Value);
    }

    private static byte[] Make()
    {
        var folder = Directory.CreateTempSubdirectory("blazorchat-empty-").FullName;
        var file = Path.Combine(folder, "chat.db");
        using (var services = new ServiceCollection().AddSharedSqlite(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString()).BuildServiceProvider())
        using (var database = services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContext())
            database.Database.EnsureCreated();
        // The last connection that closes moves the log into the file.
        var tables = File.ReadAllBytes(file);
        Directory.Delete(folder, recursive: true);
        return tables;
    }
}
