using System.Diagnostics;
using System.Text;
using BlazorChat.Directories.Embedded;
using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Search, exactly one hit, bind as that entry with the password, required group.</summary>
internal sealed partial class SignIn(DirectoryServers servers, LdapSettings settings, ReadUser read, GroupMembership groups, RoleGroups roles, ILogger<SignIn> logger)
{
    private const int MaxUsernameLength = 256;
    private const int MaxPasswordLength = 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly UnknownPersonPace pace = new();

    public async Task<SignInResult> RunAsync(string username, string password, CancellationToken cancellation)
    {
        // RFC 4513 5.1.2: a bind with a name and no password succeeds, as nobody. It must never be sent.
        if (!IsPassword(password) || !IsText(username, MaxUsernameLength) || Spelled(username) is not { Length: > 0 } name)
            return Wrong();
        try
        {
            return await servers.AskAsync((server, limit) => TryAsync(server, name, password, limit), cancellation);
        }
        catch (LdapFaultException e)
        {
            // That a server is down is in the log once, however many wait at the door meanwhile (no throttle counts them).
            if (!e.MeansDown)
                LogUnreachable(logger, e.Message);
            return new SignInResult.Refused(SignInRefusal.Unreachable);
        }
    }

    private async Task<SignInResult> TryAsync(DirectoryServer server, string name, string password, CancellationToken cancellation)
    {
        var search = new LdapSearch(settings.BaseDn, LdapScope.Subtree, settings.FilterFor(name), SizeLimit: 2, read.Attributes);
        var found = await server.Service.UseAsync((connection, token) => connection.FindAsync(search, token), cancellation);
        if (found.Count > 1)
            LogAmbiguous(logger);
        if (found.Count != 1)
        {
            await pace.WaitAsync(cancellation);
            return Wrong();
        }
        var begun = Stopwatch.GetTimestamp();
        var answer = await server.People.UseAsync((connection, token) => connection.CallAsync(LdapOperation.Bind(found[0].Dn, password, PasswordPolicyControl.Request), token), cancellation);
        if (BindVerdict.Of(answer) is { } refusal)
        {
            if (refusal is SignInRefusal.WrongPasswordOrUnknown)
                pace.WrongPasswordTook(Stopwatch.GetElapsedTime(begun));
            // OpenLDAP knows one state where there are two: locked by wrong passwords, and locked by an administrator.
            return new SignInResult.Refused(refusal is SignInRefusal.Locked && read.IsDisabled(found[0]) ? SignInRefusal.Disabled : refusal);
        }
        return await JudgeAsync(server, found[0], cancellation);
    }

    /// <summary>The password was right.</summary>
    private async Task<SignInResult> JudgeAsync(DirectoryServer server, LdapEntry entry, CancellationToken cancellation)
    {
        var user = read.Read(entry);
        if (user.Disabled)
            return new SignInResult.Refused(SignInRefusal.Disabled);
        if (settings.Groups.Required is { } group
            && !await server.Service.UseAsync((connection, token) => groups.IsMemberAsync(connection, entry.Dn, group, token), cancellation))
            return new SignInResult.Refused(SignInRefusal.NotAllowed);
        if (settings.Groups.GiveRoles)
            user = await server.Service.UseAsync((connection, token) => roles.OfAsync(connection, entry, user, token), cancellation);
        return new SignInResult.Accepted(user);
    }

    /// <summary>Whether this can be somebody's password at all, and may be sent to a server.</summary>
    internal static bool IsPassword(string typed) => typed.Length > 0 && IsText(typed, MaxPasswordLength);

    private static SignInResult.Refused Wrong() => new(SignInRefusal.WrongPasswordOrUnknown);

    /// <summary>
    /// The name as it is looked for. RFC 4518 2 has servers compare names without what cannot be seen and with wide letters as
    /// narrow ones: one name would have spellings without end, and whoever counts attempts by what was typed (the throttle) would
    /// count them as so many people. Null: such a spelling.
    /// </summary>
    private static string? Spelled(string typed)
    {
        var name = typed.Trim().Normalize(NormalizationForm.FormC);
        return name.IsNormalized(NormalizationForm.FormKC) && !name.Contains("  ", StringComparison.Ordinal)
            && name.EnumerateRunes().All(rune => DisplayNameRules.IsVisible(rune) && !IsVariationSelector(rune)) ? name : null;
    }

    private static bool IsVariationSelector(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or 0x034F;

    /// <summary>Something a keyboard can give: whole characters, no NUL, at which some servers cut a password off.</summary>
    private static bool IsText(string typed, int limit)
    {
        if (typed.Length > limit || typed.Contains('\0', StringComparison.Ordinal))
            return false;
        try
        {
            Strict.GetByteCount(typed);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    [LoggerMessage(9003, LogLevel.Warning, "Somebody could not sign in because the directory could not be used. {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string reason);

    [LoggerMessage(9004, LogLevel.Warning, "Somebody could not sign in because two entries have what was typed as their name. Make Directory:Ldap:UserFilter narrower, or correct the entries.")]
    private static partial void LogAmbiguous(ILogger logger);
}
