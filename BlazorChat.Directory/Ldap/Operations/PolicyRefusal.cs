using System.Text.RegularExpressions;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Whether a server refused a new password by its policy, and its words for it.</summary>
internal static partial class PolicyRefusal
{
    private const int MaxWords = 300;
    private const string PasswordRestriction = "0000052D"; // [MS-ERREF] 2.2: ERROR_PASSWORD_RESTRICTION

    /// <summary>Null: it was refused for another reason.</summary>
    public static RegistrationProblem? Of(LdapAnswer answer, bool isActiveDirectory)
    {
        // OpenLDAP's own words are the same for each of its reasons.
        if (answer.Policy is PasswordPolicyError.PasswordTooShort)
            return new RegistrationProblem(AccountField.Password, RegistrationRefusal.TooShort);
        var isPolicy = isActiveDirectory
            ? answer.Diagnostic.Contains(PasswordRestriction, StringComparison.OrdinalIgnoreCase)
            : answer.Code is LdapCode.ConstraintViolation || answer.Policy is not null;
        return isPolicy ? new RegistrationProblem(AccountField.Password, RegistrationRefusal.Policy, Words(answer.Diagnostic)) : null;
    }

    /// <summary>What a person can read of a diagnostic; null: numbers for administrators only.</summary>
    private static string? Words(string diagnostic)
    {
        if (diagnostic.Contains("DSID-", StringComparison.Ordinal)) // Microsoft's say nothing else
            return null;
        var words = string.Concat(Preamble().Replace(diagnostic, "").Where(c => !char.IsControl(c))).Trim();
        if (words.Length is 0 or > MaxWords)
            return null;
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    // Samba: "0000052D: Constraint violation - check_password_restrictions: the password is too short. ..."
    [GeneratedRegex("^[0-9A-F]{8}: .*?check_password_restrictions: ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Preamble();
}
