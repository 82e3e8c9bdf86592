using System.Formats.Asn1;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>RFC 2696: results in pages, because servers give only so many at once.</summary>
internal static class PagingControl
{
    private const string Oid = "1.2.840.113556.1.4.319";

    /// <summary>Asks for the page after the one that came with this cookie; empty: for the first. Critical: half a list must not look like a whole one.</summary>
    public static LdapControl Request(int size, byte[] cookie)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(size);
            writer.WriteOctetString(cookie);
        }
        return new LdapControl(Oid, IsCritical: true, writer.Encode());
    }

    /// <summary>Empty: this was the last page. Null: the server does not page.</summary>
    /// <exception cref="AsnContentException">The control is not what it claims to be.</exception>
    public static byte[]? CookieOf(IReadOnlyDictionary<string, byte[]> controls)
    {
        if (!controls.TryGetValue(Oid, out var value))
            return null;
        var control = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
        control.ReadInteger();
        return control.ReadOctetString();
    }
}
