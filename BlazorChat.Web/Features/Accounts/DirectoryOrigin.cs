using BlazorChat.Directories;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Which directory the people in the database come from. One row.</summary>
public sealed class DirectoryOrigin
{
    public const int OnlyId = 1;

    public required int Id { get; init; }

    /// <summary><see cref="DirectoryRules.Origin"/>.</summary>
    public required string Origin { get; set; }

    /// <summary>
    /// Remembers the directory that is set, and refuses another one once people are there: their ids mean nobody in it, so all would be
    /// shut out, or come in as strangers to their own conversations.
    /// </summary>
    /// <exception cref="StartupException">The people here come from another directory.</exception>
    public static async Task CheckAsync(ChatDatabase database, string origin, CancellationToken cancellation)
    {
        // Two hosts that start at once remember it once.
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.TakeTurnAsync("directory origin", cancellation);
        var known = await database.Set<DirectoryOrigin>().SingleOrDefaultAsync(cancellation);
        if (known?.Origin == origin)
            return;
        if (known is not null && await database.Set<User>().AnyAsync(cancellation))
        {
            throw new StartupException(
                $"{DirectorySetup.ProviderKey}: The people in this database come from another directory ({known.Origin}) than the one that is set now ({origin}); nobody would be recognised. "
                + $"Set {DirectoryOptions.Section}:* back to that directory, or name an empty folder in {DataFolder.Setting} to start anew with this one.");
        }
        if (known is null)
            database.Add(new DirectoryOrigin { Id = OnlyId, Origin = origin });
        else
            known.Origin = origin;
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}

internal sealed class DirectoryOriginConfiguration : IEntityTypeConfiguration<DirectoryOrigin>
{
    private const int MaxOriginLength = 512;

    public void Configure(EntityTypeBuilder<DirectoryOrigin> builder)
    {
        builder.ToTable("directory_origin");
        builder.HasKey(origin => origin.Id);
        builder.Property(origin => origin.Id).ValueGeneratedNever();
        builder.Property(origin => origin.Origin).HasMaxLength(MaxOriginLength);
    }
}
