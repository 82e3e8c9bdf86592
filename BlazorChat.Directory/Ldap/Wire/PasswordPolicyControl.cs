using System.Formats.Asn1;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>draft-behera-ldap-password-policy 6.2: what OpenLDAP's ppolicy says beside a result.</summary>
internal enum PasswordPolicyError
{
    PasswordExpired = 0,
    AccountLocked = 1,
    ChangeAfterReset = 2,
    PasswordModNotAllowed = 3,
    MustSupplyOldPassword = 4,
    InsufficientPasswordQuality = 5,
    PasswordTooShort = 6,
    PasswordTooYoung = 7,
    PasswordInHistory = 8,
}

internal static class PasswordPolicyControl
{
    /// <summary>Asks for it; servers without password policies ignore it.</summary>
    public static readonly LdapControl Request = new(Oid, IsCritical: false, Value: null);

    private const string Oid = "1.3.6.1.4.1.42.2.27.8.5.1";

    private static readonly Asn1Tag Warning = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Error = new(TagClass.ContextSpecific, 1);

    /// <summary>The error beside this result; null: none, or the server knows no password policies.</summary>
    /// <exception cref="AsnContentException">The control is not what it claims to be.</exception>
    public static PasswordPolicyError? ErrorOf(IReadOnlyDictionary<string, byte[]> controls)
    {
        if (!controls.TryGetValue(Oid, out var value) || value.Length == 0)
            return null;
        var control = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
        if (control.HasData && control.PeekTag().HasSameClassAndValue(Warning))
            control.ReadEncodedValue();
        return control.HasData ? (PasswordPolicyError)control.ReadEnumeratedBytes(Error).Span[^1] : null;
    }
}
