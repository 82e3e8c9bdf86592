using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BlazorChat.Web.Storage;

/// <summary>
/// The one database of an installation. It knows no feature: entities and their configurations live in the slices
/// (and in the authority and the directory), and are found here by assembly.
/// Times are stored as Unix milliseconds, so that every provider can compare and sort them.
/// </summary>
public abstract class ChatDatabase(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ChatDatabase).Assembly);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(Pki.PkiAssembly).Assembly);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(Directories.DirectoryAssembly).Assembly);
    }

    /// <summary>
    /// In a transaction, before anything is read that decides what is written: waits for others who do <paramref name="what"/>, on any host, and
    /// holds them up until the transaction ends. SQLite needs nothing for it: a transaction there holds the one writer's place from its beginning.
    /// </summary>
    public virtual Task TakeTurnAsync(string what, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>In a transaction: tells other hosts why it changes what it changes (<see cref="Hosts.HostChange.Why"/>). Nobody else, where there is one host.</summary>
    public virtual Task SayWhyAsync(string why, CancellationToken cancellation) => Task.CompletedTask;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}

/// <summary>The database on SQLite: the default of a single host.</summary>
public sealed class SqliteChatDatabase(DbContextOptions<SqliteChatDatabase> options) : ChatDatabase(options);

/// <summary>The database on PostgreSQL, for any number of hosts.</summary>
public sealed class PostgreSqlChatDatabase(DbContextOptions<PostgreSqlChatDatabase> options) : ChatDatabase(options)
{
    /// <summary>A turn is an advisory lock on the hash of its name: https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS.</summary>
    public override Task TakeTurnAsync(string what, CancellationToken cancellation) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({what}, 0))", cancellation);

    public override Task SayWhyAsync(string why, CancellationToken cancellation) =>
        Database.ExecuteSqlAsync($"SELECT set_config({Hosts.HostTables.WhySetting}, {why}, true)", cancellation);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var text in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()).Where(IsText))
        {
            // Compared and sorted by code point as in SQLite, whatever the language of the server; lengths are checked before, for both.
            text.SetColumnType("text");
            text.SetCollation("C");
        }
    }

    private static bool IsText(IMutableProperty property) => (property.GetProviderClrType() ?? property.ClrType) == typeof(string);
}
