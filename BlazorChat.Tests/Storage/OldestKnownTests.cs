using BlazorChat.Tests.Support;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Storage;

public class OldestKnownTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_starts_on_a_database_that_a_newer_one_has_only_added_to(bool postgreSql)
    {
        await using var services = Services(postgreSql);
        await services.MigrateAsync();
        await services.MigrateAsync();
        await ExecuteAsync(services, """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('99990101000000_Later', '10.0.0')""");

        await services.MigrateAsync();

        await using var database = await OpenAsync(services);
        (await OldestKnown.ReadAsync(database, default)).ShouldBe(OldestKnown.Of(database));
    }

    [Theory]
    [InlineData(false, "UPDATE \"oldest_known_migration\" SET \"Migration\" = '99990101000000_Later'")]
    [InlineData(true, "UPDATE \"oldest_known_migration\" SET \"Migration\" = '99990101000000_Later'")]
    [InlineData(false, "DROP TABLE \"oldest_known_migration\"")]
    [InlineData(true, "DROP TABLE \"oldest_known_migration\"")]
    public async Task A_program_that_lacks_what_it_must_know_is_refused_and_changes_nothing(bool postgreSql, string change)
    {
        await using var services = Services(postgreSql);
        await services.MigrateAsync();
        await ExecuteAsync(services, """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('99990101000000_Later', '10.0.0')""");
        await ExecuteAsync(services, change);
        await using var database = await OpenAsync(services);
        var before = await OldestKnown.ReadAsync(database, default);

        (await Should.ThrowAsync<StartupException>(() => services.MigrateAsync())).Message.ShouldContain("written by a newer BlazorChat (it has 99990101000000_Later)");
        (await OldestKnown.ReadAsync(database, default)).ShouldBe(before);
    }

    /// <summary>If this fails: add only, or raise <see cref="OldestKnown.Of"/> to the migration, and say it in the notes of the release.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Migrations_after_the_oldest_that_must_be_known_only_add(bool postgreSql)
    {
        await using var services = Services(postgreSql);
        await using var database = await OpenAsync(services);
        var migrations = database.GetService<IMigrationsAssembly>();
        migrations.Migrations.Keys.ShouldContain(OldestKnown.Of(database));
        foreach (var (id, type) in migrations.Migrations.Where(migration => string.CompareOrdinal(migration.Key, OldestKnown.Of(database)) > 0))
        {
            var operations = migrations.CreateMigration(type, database.Database.ProviderName!).UpOperations;
            var made = operations.OfType<CreateTableOperation>().Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
            operations.ShouldAllBe(operation => OnlyAdds(operation, made), id);
        }
    }

    private static bool OnlyAdds(MigrationOperation operation, HashSet<string> made) => operation switch
    {
        CreateTableOperation => true,
        CreateIndexOperation index => !index.IsUnique || made.Contains(index.Table),
        AddColumnOperation column => column.IsNullable || column.DefaultValue is not null || column.DefaultValueSql is not null,
        _ => false,
    };

    private static ServiceProvider Services(bool postgreSql)
    {
        var services = new ServiceCollection().AddLogging();
        return (postgreSql
            ? services.AddPostgreSql(PostgresServer.Shared.Make(tables: false))
            : services.AddSqlite(new SqliteConnectionStringBuilder { DataSource = Path.Combine(Directory.CreateTempSubdirectory("oldest-").FullName, "chat.db"), ForeignKeys = true }.ToString()))
            .BuildServiceProvider();
    }

    private static Task<ChatDatabase> OpenAsync(IServiceProvider services) => services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();

    private static async Task ExecuteAsync(IServiceProvider services, string sql)
    {
        await using var database = await OpenAsync(services);
        await database.Database.ExecuteSqlRawAsync(sql);
    }
}
