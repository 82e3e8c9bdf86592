using System.Text;

namespace BlazorChat.Directories.Embedded;

/// <summary>
/// NIST SP 800-63B-4 3.1.1.2 (Password Verifiers), clause by clause. The password is one factor of two: without the device
/// key it opens no message and cannot even write, so the minimum for multi-factor use applies.
/// </summary>
internal static class PasswordRules
{
    // 3.1.1.2: eight at least where the password is only ever used together with another factor.
    public const int MinLength = 8;

    // 3.1.1.2: sixty-four at least must be taken.
    public const int MaxLength = 256;

    private const int MaxTypedLength = 4 * MaxLength; // beyond it nothing is normalised or hashed
    private const int FewDistinct = 4;
    private const int ShortestCore = 3;
    private const string ServiceName = "blazorchat";

    /// <summary>The form that is hashed (3.1.1.2: NFKC or NFKD before hashing). Null: empty, far too long, or not Unicode, so it can be nobody's password.</summary>
    public static string? Normalise(string? typed)
    {
        // HMAC fills its key up with zeros (RFC 2104 2), so NULs at the end would make no difference to the hash.
        if (string.IsNullOrEmpty(typed) || typed.Length > MaxTypedLength || typed.Contains('\0', StringComparison.Ordinal))
            return null;
        try
        {
            return typed.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return null; // half of a surrogate pair
        }
    }

    /// <summary>Why a new password cannot be taken, or null. There are no composition rules (3.1.1.2).</summary>
    public static RegistrationRefusal? Refuse(string? typed, string username, string displayName)
    {
        if (string.IsNullOrEmpty(typed))
            return RegistrationRefusal.Missing;
        if (typed.Length > MaxTypedLength)
            return RegistrationRefusal.TooLong;
        if (Normalise(typed) is not { } password)
            return RegistrationRefusal.NotAllowedCharacters;
        // 3.1.1.2: a code point counts as one character.
        var length = password.EnumerateRunes().Count();
        if (length < MinLength)
            return RegistrationRefusal.TooShort;
        if (length > MaxLength)
            return RegistrationRefusal.TooLong;
        // 3.1.1.2: compared with a blocklist, and with words of the context (service, username) and what derives from them.
        if (IsDerivedFrom(password, username) || IsDerivedFrom(password, displayName) || IsDerivedFrom(password, ServiceName))
            return RegistrationRefusal.TooCloseToName;
        return CommonPasswords.Contains(password) || IsMonotonous(password) ? RegistrationRefusal.Common : null;
    }

    /// <summary>The name itself, spaced, or decorated with digits and signs before and after.</summary>
    private static bool IsDerivedFrom(string password, string name)
    {
        if (name.Length == 0)
            return false;
        var core = Core(name);
        return Fold(password) == Fold(name) || (core.Length >= ShortestCore && Core(password) == core);
    }

    private static string Core(string text) => Fold(text).Trim([.. "0123456789"]);

    private static string Fold(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Two or three characters over and over, or a run along the alphabet.</summary>
    private static bool IsMonotonous(string password)
    {
        if (password.EnumerateRunes().Distinct().Count() < FewDistinct)
            return true;
        var steps = password.Zip(password.Skip(1), (a, b) => b - a).Distinct().ToList();
        return steps is [1] or [-1];
    }
}
