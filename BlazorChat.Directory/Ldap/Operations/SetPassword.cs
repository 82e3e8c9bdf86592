using System.Formats.Asn1;
using System.Text;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>RFC 3062: gives an entry its password, so that the server's policy judges it and the server hashes it. With the old one
/// the server verifies that too.</summary>
internal static class SetPassword
{
    private const string Oid = "1.3.6.1.4.1.4203.1.11.1";

    public static Task<LdapAnswer> RunAsync(LdapConnection connection, string dn, string password, CancellationToken cancellation, string? oldPassword = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(dn), new Asn1Tag(TagClass.ContextSpecific, 0));
            if (oldPassword is not null)
                writer.WriteOctetString(Encoding.UTF8.GetBytes(oldPassword), new Asn1Tag(TagClass.ContextSpecific, 1));
            writer.WriteOctetString(Encoding.UTF8.GetBytes(password), new Asn1Tag(TagClass.ContextSpecific, 2));
        }
        return connection.CallAsync(LdapOperation.Extended(Oid, writer.Encode()) with { Control = PasswordPolicyControl.Request }, cancellation);
    }
}
