using BlazorChat.Directories.Embedded;
using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>
/// Creates somebody's entry, wholly or not at all. Names are held to the same rules as in the embedded directory, which says
/// what cannot lead astray; the password to those of the server alone. OpenLDAP gets the entry without a password (nobody can
/// bind as it), then the password; if that is refused the entry is removed again. Active Directory takes both at once.
/// </summary>
internal sealed partial class Register(DirectoryServers servers, LdapSettings settings, ReadUser read, ILogger<Register> logger)
{
    public const int MaxPasswordLength = 256;
    private readonly NewEntry entries = new(settings);

    public async Task<RegistrationResult> RunAsync(NewAccount account, CancellationToken cancellation)
    {
        if (settings.Registration is not { } template)
            return new RegistrationResult.NotOffered();
        var (username, wrongUsername) = UsernameRules.Parse(account.Username);
        var (displayName, wrongName) = DisplayNameRules.Parse(account.DisplayName);
        var problems = Problems((AccountField.Username, wrongUsername), (AccountField.DisplayName, wrongName), (AccountField.Password, RefusePassword(account.Password)));
        if (username is null || displayName is null || problems.Count > 0)
            return new RegistrationResult.Refused(problems);

        var attempt = new Attempt(NewEntry.DnFor(template, username), username, displayName, account.Password);
        try
        {
            return await servers.WriteAsync((connection, token) => CreateAsync(connection, template, attempt, token), cancellation);
        }
        catch (Exception e) when (e is LdapFaultException or OperationCanceledException)
        {
            if (attempt.Begun)
                await RemoveAsync(attempt.Dn);
            if (e is not LdapFaultException { Fault: var fault })
                throw;
            LogFailed(logger, e.Message);
            return fault is LdapFault.Refused ? new RegistrationResult.NotPossible() : new RegistrationResult.Unreachable();
        }
    }

    private async Task<RegistrationResult> CreateAsync(LdapConnection connection, RegistrationTemplate template, Attempt attempt, CancellationToken cancellation)
    {
        var same = new LdapSearch(settings.BaseDn, LdapScope.Subtree, settings.FilterFor(attempt.Username), SizeLimit: 1, ["1.1"]);
        if ((await connection.FindAsync(same, cancellation)).Count > 0)
            return Taken();
        int? uidNumber = template.CounterDn is { } counter ? await TakeUidNumber.RunAsync(connection, counter, cancellation) : null;
        var attributes = entries.AttributesFor(template, attempt.Username, attempt.DisplayName, attempt.Password, uidNumber);

        attempt.Begun = !settings.IsActiveDirectory;
        var added = await connection.CallAsync(LdapOperation.Add(attempt.Dn, attributes), cancellation);
        if (added.Code is not LdapCode.Success)
        {
            attempt.Begun = false;
            if (added.Code is LdapCode.EntryAlreadyExists)
                return Taken();
            return settings.IsActiveDirectory && PolicyRefusal.Of(added, isActiveDirectory: true) is { } refused ? Refused(refused) : throw NotCreated(added);
        }
        if (!settings.IsActiveDirectory && await RefusePasswordAsync(connection, attempt, cancellation) is { } problem)
            return Refused(problem);
        attempt.Begun = false;
        var entry = await connection.ReadAsync(attempt.Dn, read.Attributes, cancellation) ?? throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.CreatedUnreadable);
        return new RegistrationResult.Registered(read.Read(entry));
    }

    /// <summary>Sets the password; if the server's policy says no, removes the entry and says so.</summary>
    private static async Task<RegistrationProblem?> RefusePasswordAsync(LdapConnection connection, Attempt attempt, CancellationToken cancellation)
    {
        var answer = await SetPassword.RunAsync(connection, attempt.Dn, attempt.Password, cancellation);
        if (answer.Code is LdapCode.Success)
            return null;
        if (PolicyRefusal.Of(answer, isActiveDirectory: false) is not { } problem)
            throw NotCreated(answer);
        var removed = await connection.CallAsync(LdapOperation.Delete(attempt.Dn), cancellation);
        attempt.Begun = removed.Code is not LdapCode.Success;
        return attempt.Begun ? throw NotCreated(removed) : problem;
    }

    /// <summary>Takes back an entry of which we do not know how far it came. Only one without a password is ours to remove:
    /// another host may have created this name meanwhile.</summary>
    private async Task RemoveAsync(string dn)
    {
        try
        {
            await servers.WriteAsync(async (connection, token) =>
            {
                var unfinished = new LdapSearch(dn, LdapScope.Base, "(!(userPassword=*))", SizeLimit: 1, ["1.1"]);
                if ((await connection.FindAsync(unfinished, token)).Count > 0)
                    await connection.CallAsync(LdapOperation.Delete(dn), token);
                return true;
            }, CancellationToken.None);
        }
        catch (LdapFaultException e)
        {
            LogLeftBehind(logger, e.Message);
        }
    }

    /// <summary>What no server could be asked: everything else about a password is for its policy to say.</summary>
    internal static RegistrationRefusal? RefusePassword(string password) => password switch
    {
        "" => RegistrationRefusal.Missing,
        { Length: > MaxPasswordLength } => RegistrationRefusal.TooLong,
        _ when password.Contains('\0', StringComparison.Ordinal) || password.EnumerateRunes().Any(rune => rune.Value == 0xFFFD) => RegistrationRefusal.NotAllowedCharacters,
        _ => null,
    };

    private static List<RegistrationProblem> Problems(params ReadOnlySpan<(AccountField Field, RegistrationRefusal? Reason)> fields)
    {
        var problems = new List<RegistrationProblem>();
        foreach (var (field, reason) in fields)
        {
            if (reason is { } why)
                problems.Add(new RegistrationProblem(field, why));
        }
        return problems;
    }

    private static RegistrationResult.Refused Taken() => Refused(new RegistrationProblem(AccountField.Username, RegistrationRefusal.Taken));

    private static RegistrationResult.Refused Refused(RegistrationProblem problem) => new([problem]);

    private static LdapFaultException NotCreated(LdapAnswer answer) => new(LdapFault.Refused, DirectoryFinding.NotCreated, answer.Number, answer.Diagnostic);

    private sealed class Attempt(string dn, string username, string displayName, string password)
    {
        public string Dn { get; } = dn;

        public string Username { get; } = username;

        public string DisplayName { get; } = displayName;

        public string Password { get; } = password;

        /// <summary>An entry of ours may be there, unfinished.</summary>
        public bool Begun { get; set; }
    }

    [LoggerMessage(9005, LogLevel.Warning, "Somebody could not register. {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(9006, LogLevel.Error, "An entry without a password may have been left behind by a registration that failed; look for (!(userPassword=*)) and remove it. {Reason}")]
    private static partial void LogLeftBehind(ILogger logger, string reason);
}
