using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki;

/// <summary>Opens the database the authority was given, whatever context it has.</summary>
internal abstract class AuthorityDatabase
{
    public abstract Task<DbContext> OpenAsync(CancellationToken cancellation);
}

internal sealed class AuthorityDatabase<TContext>(IDbContextFactory<TContext> factory) : AuthorityDatabase
    where TContext : DbContext
{
    public override async Task<DbContext> OpenAsync(CancellationToken cancellation) => await factory.CreateDbContextAsync(cancellation);
}
