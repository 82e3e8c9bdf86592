using System.Formats.Asn1;
using System.Text;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>RFC 4511 4.1.1: the envelope around every operation, as it came from the server.</summary>
/// <param name="Id">The number of the request it answers; 0: the server says something by itself.</param>
/// <param name="Tag">Which operation.</param>
/// <param name="Operation">Its encoding, tag included.</param>
/// <param name="Controls">Values by OID.</param>
internal sealed record LdapMessage(int Id, Asn1Tag Tag, ReadOnlyMemory<byte> Operation, IReadOnlyDictionary<string, byte[]> Controls)
{
    private const int LongestLength = 4;
    private const byte Sequence = 0x30;
    private static readonly Dictionary<string, byte[]> NoControls = [];

    /// <summary>How many bytes the message at the beginning of <paramref name="received"/> has; null: too few have come to tell.</summary>
    /// <exception cref="AsnContentException">No LDAP message begins like this.</exception>
    public static int? Measure(ReadOnlySpan<byte> received)
    {
        if (received.Length > 0 && received[0] != Sequence)
            throw new AsnContentException("No LDAP message begins like this.");
        if (received.Length < 2)
            return null;
        if (received[1] < 0x80)
            return 2 + received[1];
        // RFC 4511 5.1: lengths are definite.
        var octets = received[1] & 0x7f;
        if (octets is 0 or > LongestLength)
            throw new AsnContentException("The length of the message cannot be read.");
        if (received.Length < 2 + octets)
            return null;
        long length = 0;
        foreach (var octet in received.Slice(2, octets))
            length = (length << 8) | octet;
        return (int)Math.Min(length + 2 + octets, int.MaxValue);
    }

    /// <exception cref="AsnContentException">It is not an LDAPMessage.</exception>
    public static LdapMessage Read(ReadOnlyMemory<byte> encoded)
    {
        var message = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence();
        if (!message.TryReadInt32(out var id))
            throw new AsnContentException("The message's number is too large.");
        var tag = message.PeekTag();
        if (tag.TagClass is not TagClass.Application)
            throw new AsnContentException("There is no operation in the message.");
        var operation = message.ReadEncodedValue();
        return new LdapMessage(id, tag, operation, message.HasData ? ReadControls(message.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) : NoControls);
    }

    private static Dictionary<string, byte[]> ReadControls(AsnReader list)
    {
        var controls = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (list.HasData)
        {
            var control = list.ReadSequence();
            var oid = Encoding.ASCII.GetString(control.ReadOctetString());
            if (control.HasData && control.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
                control.ReadBoolean();
            controls[oid] = control.HasData ? control.ReadOctetString() : [];
        }
        return controls;
    }
}
