using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Directories.Embedded;

/// <summary>The directory of an installation without one: accounts in a table of its database.</summary>
internal sealed class EmbeddedDirectory<TContext>(IDbContextFactory<TContext> databases, PasswordHashing hashing, TimeProvider clock, EmbeddedRegistration registration)
    : IUserDirectory, IOwnAccounts where TContext : DbContext
{
    public DirectoryRules Rules { get; } = new(registration.Mode, CanDisable: true, PasswordRules.MinLength, PasswordRules.MaxLength);

    public async Task<SignInResult> SignInAsync(string username, string password, CancellationToken cancellation)
    {
        // Not hashed at all, whoever it is for: no account has such a password.
        if (PasswordRules.Normalise(password) is not { } secret)
            return new SignInResult.Refused(SignInRefusal.WrongPasswordOrUnknown);

        await using var database = await databases.CreateDbContextAsync(cancellation);
        var name = UsernameRules.Parse(username).Username;
        var account = name is null ? null : await database.Set<Account>().SingleOrDefaultAsync(row => row.Username == name, cancellation);
        var verdict = await hashing.VerifyAsync(account?.PasswordHash, secret, cancellation);
        if (account is null || verdict is PasswordVerificationResult.Failed)
            return new SignInResult.Refused(SignInRefusal.WrongPasswordOrUnknown);

        if (verdict is PasswordVerificationResult.SuccessRehashNeeded)
        {
            account.PasswordHash = await hashing.HashAsync(secret, cancellation);
            await database.SaveChangesAsync(cancellation);
        }
        return account.Disabled ? new SignInResult.Refused(SignInRefusal.Disabled) : new SignInResult.Accepted(account.ToUser());
    }

    public async Task<RegistrationResult> RegisterAsync(NewAccount account, CancellationToken cancellation)
    {
        var (username, wrongUsername) = UsernameRules.Parse(account.Username);
        var (displayName, wrongName) = DisplayNameRules.Parse(account.DisplayName);
        var wrongPassword = PasswordRules.Refuse(account.Password, username ?? "", displayName ?? "");

        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (username is not null && await IsTakenAsync(database, username, cancellation))
            wrongUsername = RegistrationRefusal.Taken;
        if (username is null || displayName is null || wrongUsername is not null || wrongPassword is not null)
            return Refused((AccountField.Username, wrongUsername), (AccountField.DisplayName, wrongName), (AccountField.Password, wrongPassword));

        var now = clock.GetUtcNow();
        var row = new Account
        {
            Id = Guid.NewGuid(),
            Username = username,
            DisplayName = displayName,
            SearchText = Account.Fold($"{username}\n{displayName}"),
            PasswordHash = await hashing.HashAsync(PasswordRules.Normalise(account.Password)!, cancellation),
            CreatedAt = now,
            PasswordChangedAt = now,
        };
        return await InsertAsync(database, row, cancellation);
    }

    public async Task<PasswordChangeResult> ChangePasswordAsync(Guid user, string oldPassword, string newPassword, CancellationToken cancellation)
    {
        if (PasswordRules.Normalise(oldPassword) is not { } secret)
            return new PasswordChangeResult.WrongOldPassword();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var account = await database.Set<Account>().FindAsync([user], cancellation);
        if (account is null || await hashing.VerifyAsync(account.PasswordHash, secret, cancellation) is PasswordVerificationResult.Failed)
            return new PasswordChangeResult.WrongOldPassword();
        if (account.Disabled)
            return new PasswordChangeResult.KeptOut(SignInRefusal.Disabled);
        return await WritePasswordAsync(database, account, newPassword, cancellation);
    }

    public async Task<PasswordChangeResult> SetPasswordAsync(Guid user, string newPassword, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<Account>().FindAsync([user], cancellation) switch
        {
            null or { Disabled: true } => new PasswordChangeResult.KeptOut(SignInRefusal.Disabled),
            var account => await WritePasswordAsync(database, account, newPassword, cancellation),
        };
    }

    public async Task DeleteAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (await database.Set<Account>().FindAsync([user], cancellation) is not { } account)
            return;
        database.Remove(account);
        database.Add(new RetiredUsername { Username = account.Username });
        await database.SaveChangesAsync(cancellation);   // both or neither
    }

    public async Task<DirectoryUser?> FindAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return (await database.Set<Account>().FindAsync([user], cancellation))?.ToUser();
    }

    public async Task<IReadOnlyList<DirectoryUser>> SearchAsync(string query, int limit, CancellationToken cancellation)
    {
        var text = Account.Fold(query.Trim());
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await database.Set<Account>().AsNoTracking()
            .Where(row => row.SearchText.Contains(text))
            .OrderBy(row => row.Username).Take(limit).ToListAsync(cancellation);
        return [.. rows.Select(row => row.ToUser())];
    }

    public async Task<bool> SetDisabledAsync(Guid user, bool disabled, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<Account>().Where(row => row.Id == user)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Disabled, disabled), cancellation) == 1;
    }

    public async Task<DirectoryReading> ReadAsync(string? since, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await database.Set<Account>().AsNoTracking().ToListAsync(cancellation);
        return new DirectoryReading.Whole([.. rows.Select(row => row.ToUser())], Cursor: null);
    }

    /// <summary>The chat itself serves certificates; nobody else could read them here.</summary>
    public Task<PublishResult> PublishAsync(CertificatePublication publication, CancellationToken cancellation) =>
        Task.FromResult<PublishResult>(new PublishResult.NoEntry());

    private async Task<PasswordChangeResult> WritePasswordAsync(TContext database, Account account, string password, CancellationToken cancellation)
    {
        if (PasswordRules.Refuse(password, account.Username, account.DisplayName) is { } wrong)
            return new PasswordChangeResult.Refused(new RegistrationProblem(AccountField.Password, wrong));
        account.PasswordHash = await hashing.HashAsync(PasswordRules.Normalise(password)!, cancellation);
        account.PasswordChangedAt = clock.GetUtcNow();
        await database.SaveChangesAsync(cancellation);
        return new PasswordChangeResult.Done();
    }

    // The accounts first: who is deleted between the two questions is found by the second.
    private static async Task<bool> IsTakenAsync(TContext database, string username, CancellationToken cancellation) =>
        await database.Set<Account>().AnyAsync(row => row.Username == username, cancellation)
        || await database.Set<RetiredUsername>().AnyAsync(row => row.Username == username, cancellation);

    private async Task<RegistrationResult> InsertAsync(TContext database, Account row, CancellationToken cancellation)
    {
        database.Add(row);
        try
        {
            await database.SaveChangesAsync(cancellation);
            return new RegistrationResult.Registered(row.ToUser());
        }
        catch (DbUpdateException)
        {
            // Two people took the username at once; the unique index let one of them.
            await using var fresh = await databases.CreateDbContextAsync(cancellation);
            if (await IsTakenAsync(fresh, row.Username, cancellation))
                return Refused((AccountField.Username, RegistrationRefusal.Taken));
            throw;
        }
    }

    private static RegistrationResult.Refused Refused(params ReadOnlySpan<(AccountField Field, RegistrationRefusal? Reason)> fields)
    {
        var problems = new List<RegistrationProblem>();
        foreach (var (field, reason) in fields)
        {
            if (reason is { } why)
                problems.Add(new RegistrationProblem(field, why));
        }
        return new RegistrationResult.Refused(problems);
    }
}

/// <summary>Who may register, by the settings.</summary>
internal sealed record EmbeddedRegistration(RegistrationMode Mode);
