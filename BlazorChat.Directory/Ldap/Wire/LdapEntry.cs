using System.Formats.Asn1;
using System.Text;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>RFC 4511 4.5.2: one entry found, with the attributes that were asked for and may be read.</summary>
internal sealed class LdapEntry(string dn, IReadOnlyDictionary<string, IReadOnlyList<byte[]>> attributes)
{
    public string Dn { get; } = dn;

    /// <summary>The first value as text; null: the entry has none, or we may not read it.</summary>
    public string? Text(string attribute) => Bytes(attribute) is { } value ? Encoding.UTF8.GetString(value) : null;

    public IReadOnlyList<string> Texts(string attribute) => attributes.TryGetValue(attribute, out var values) ? [.. values.Select(Encoding.UTF8.GetString)] : [];

    public IReadOnlyList<byte[]> Values(string attribute) => attributes.GetValueOrDefault(attribute) ?? [];

    public byte[]? Bytes(string attribute) => attributes.TryGetValue(attribute, out var values) && values.Count > 0 ? values[0] : null;

    /// <exception cref="AsnContentException">It is not a SearchResultEntry.</exception>
    public static LdapEntry Read(LdapMessage message)
    {
        var entry = new AsnReader(message.Operation, AsnEncodingRules.BER).ReadSequence(message.Tag);
        var dn = Encoding.UTF8.GetString(entry.ReadOctetString());
        var attributes = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase);
        var list = entry.ReadSequence();
        while (list.HasData)
        {
            var attribute = list.ReadSequence();
            var name = Encoding.UTF8.GetString(attribute.ReadOctetString());
            var values = attribute.ReadSetOf(skipSortOrderValidation: true);
            var read = new List<byte[]>();
            while (values.HasData)
                read.Add(values.ReadOctetString());
            attributes[name] = read;
        }
        return new LdapEntry(dn, attributes);
    }
}
