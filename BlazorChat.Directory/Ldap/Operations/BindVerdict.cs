using System.Globalization;
using System.Text.RegularExpressions;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>What a server's answer to somebody's bind means. "Invalid credentials" covers all of it; the reason stands beside it.</summary>
internal static partial class BindVerdict
{
    /// <summary>Null: let in.</summary>
    /// <exception cref="LdapFaultException">The server did not judge the password at all.</exception>
    public static SignInRefusal? Of(LdapAnswer answer)
    {
        if (answer.Policy is { } error)
            return Of(error);
        return answer.Code switch
        {
            LdapCode.Success => null,
            LdapCode.InvalidCredentials => OfActiveDirectory(answer.Diagnostic),
            LdapCode.Busy or LdapCode.Unavailable => throw new LdapFaultException(LdapFault.Unavailable, DirectoryFinding.Busy),
            LdapCode.ConfidentialityRequired or LdapCode.StrongerAuthRequired => throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.NeedsTls),
            // Entries without a password, or moved away between the search and the bind.
            _ => SignInRefusal.WrongPasswordOrUnknown,
        };
    }

    private static SignInRefusal Of(PasswordPolicyError error) => error switch
    {
        PasswordPolicyError.PasswordExpired => SignInRefusal.Expired,
        PasswordPolicyError.AccountLocked => SignInRefusal.Locked,
        PasswordPolicyError.ChangeAfterReset => SignInRefusal.MustChange,
        _ => SignInRefusal.WrongPasswordOrUnknown,
    };

    /// <summary>[MS-ERREF] 2.2: the Windows error in <c>... AcceptSecurityContext error, data 52e, v...</c>. All but 775 and the
    /// first two are only said to somebody who knew the password.</summary>
    private static SignInRefusal OfActiveDirectory(string diagnostic)
    {
        var match = WindowsError().Match(diagnostic);
        if (!match.Success)
            return SignInRefusal.WrongPasswordOrUnknown;
        return int.Parse(match.Groups["code"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) switch
        {
            0x530 or 0x531 => SignInRefusal.NotAllowed, // not at this hour, not from here
            0x532 or 0x701 => SignInRefusal.Expired, // the password, the account
            0x533 => SignInRefusal.Disabled,
            0x773 => SignInRefusal.MustChange,
            0x775 => SignInRefusal.Locked,
            _ => SignInRefusal.WrongPasswordOrUnknown, // 525: no such user, 52e: wrong password
        };
    }

    [GeneratedRegex("data (?<code>[0-9a-f]{1,8})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WindowsError();
}
