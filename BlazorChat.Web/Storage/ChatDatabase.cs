using Microsoft.EntityFrameworkCore;
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

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}

/// <summary>The database on SQLite: the default of a single host.</summary>
public sealed class SqliteChatDatabase(DbContextOptions<SqliteChatDatabase> options) : ChatDatabase(options);
