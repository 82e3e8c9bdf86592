using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// The way in for whoever runs the host: a link, printed at start while there is no administrator, that makes the account
/// which signs in or registers through it one. The token is 256 random bits, works once, and is replaced at each start.
/// </summary>
internal sealed partial class FirstAdministrator(IDbContextFactory<ChatDatabase> databases, People people, TimeProvider clock, ILogger<FirstAdministrator> logger)
{
    private const string Turn = "first administrator";

    /// <summary>A new path to open on this host, such as <c>/login?admin=…</c>, or null when there is an administrator.
    /// Links given before stop working.</summary>
    public async Task<string?> LinkAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (await HasAdministratorAsync(database, cancellation))
            return null;
        var token = LinkToken.Make();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.TakeTurnAsync(Turn, cancellation);
        await database.Set<AdministratorLink>().ExecuteDeleteAsync(cancellation);
        database.Add(new AdministratorLink { Hash = LinkToken.Hash(token)!, CreatedAt = clock.GetUtcNow() });
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return $"/login?admin={token}";
    }

    /// <summary>Whether a link would still work.</summary>
    public async Task<bool> IsOpenAsync(string? token, CancellationToken cancellation)
    {
        if (LinkToken.Hash(token) is not { } hash)
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<AdministratorLink>().AnyAsync(link => link.Hash == hash, cancellation);
    }

    /// <summary>Makes somebody who has just signed in the administrator. False: the link is used, replaced or made up.</summary>
    public async Task<bool> RedeemAsync(string? token, Guid user, CancellationToken cancellation)
    {
        if (LinkToken.Hash(token) is not { } hash)
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.TakeTurnAsync(Turn, cancellation);
        // The delete decides who of two is first.
        if (await database.Set<AdministratorLink>().Where(link => link.Hash == hash).ExecuteDeleteAsync(cancellation) == 0)
            return false;
        var row = await database.Set<User>().SingleAsync(candidate => candidate.Id == user, cancellation);
        (row.Role, row.RoleFromDirectory) = (UserRole.Administrator, false);
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        people.Set(row);
        LogMade(logger, user);
        return true;
    }

    private static Task<bool> HasAdministratorAsync(ChatDatabase database, CancellationToken cancellation) =>
        database.Set<User>().AnyAsync(user => user.Role == UserRole.Administrator, cancellation);

    [LoggerMessage(2005, LogLevel.Information, "Account {User} is now the first administrator.")]
    private static partial void LogMade(ILogger logger, Guid user);
}
