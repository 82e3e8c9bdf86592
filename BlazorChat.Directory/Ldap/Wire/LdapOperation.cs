using System.Formats.Asn1;
using System.Text;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>RFC 4511 4.2 to 4.12: how each request is written, and the number of its answer.</summary>
internal sealed record LdapOperation(int AnswerTag, Action<AsnWriter> Write, LdapControl? Control = null)
{
    public const int SearchEntryTag = 4;
    public const int SearchReferenceTag = 19;
    private const int DeleteTag = 10;
    private static readonly Asn1Tag SimplePassword = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag RequestName = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag RequestValue = new(TagClass.ContextSpecific, 1);

    public static LdapOperation Bind(string dn, string password, LdapControl? control = null) => new(1, writer =>
    {
        using var _ = writer.PushSequence(Application(0));
        writer.WriteInteger(3); // version
        Text(writer, dn);
        writer.WriteOctetString(Encoding.UTF8.GetBytes(password), SimplePassword);
    }, control);

    public static LdapOperation Search(LdapSearch search, int seconds, LdapControl? control = null) => new(5, writer =>
    {
        using var _ = writer.PushSequence(Application(3));
        Text(writer, search.Base);
        writer.WriteEnumeratedValue(search.Scope);
        writer.WriteEnumeratedValue(DerefAliases.Never);
        writer.WriteInteger(search.SizeLimit);
        writer.WriteInteger(seconds);
        writer.WriteBoolean(false); // typesOnly
        LdapFilter.Write(writer, search.Filter);
        using var attributes = writer.PushSequence();
        foreach (var attribute in search.Attributes)
            Text(writer, attribute);
    }, control);

    public static LdapOperation Modify(string dn, IReadOnlyList<LdapChange> changes) => new(7, writer =>
    {
        using var _ = writer.PushSequence(Application(6));
        Text(writer, dn);
        using var list = writer.PushSequence();
        foreach (var change in changes)
        {
            using var one = writer.PushSequence();
            writer.WriteEnumeratedValue(change.Kind);
            Attribute(writer, change.Attribute);
        }
    });

    public static LdapOperation Add(string dn, IReadOnlyList<LdapAttribute> attributes) => new(9, writer =>
    {
        using var _ = writer.PushSequence(Application(8));
        Text(writer, dn);
        using var list = writer.PushSequence();
        foreach (var attribute in attributes)
            Attribute(writer, attribute);
    });

    public static LdapOperation Delete(string dn) =>
        new(11, writer => writer.WriteOctetString(Encoding.UTF8.GetBytes(dn), new Asn1Tag(TagClass.Application, DeleteTag)));

    public static LdapOperation Extended(string oid, byte[]? value) => new(24, writer =>
    {
        using var _ = writer.PushSequence(Application(23));
        writer.WriteOctetString(Encoding.ASCII.GetBytes(oid), RequestName);
        if (value is not null)
            writer.WriteOctetString(value, RequestValue);
    });

    /// <summary>The whole message, ready to be sent.</summary>
    public byte[] Encode(int id)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            Write(writer);
            if (Control is not null)
            {
                using var controls = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
                using var control = writer.PushSequence();
                Text(writer, Control.Oid);
                if (Control.IsCritical)
                    writer.WriteBoolean(true); // a server that does not know it must refuse; otherwise it ignores it
                if (Control.Value is not null)
                    writer.WriteOctetString(Control.Value);
            }
        }
        return writer.Encode();
    }

    private static Asn1Tag Application(int number) => new(TagClass.Application, number, isConstructed: true);

    private static void Text(AsnWriter writer, string text) => writer.WriteOctetString(Encoding.UTF8.GetBytes(text));

    private static void Attribute(AsnWriter writer, LdapAttribute attribute)
    {
        using var _ = writer.PushSequence();
        Text(writer, attribute.Name);
        using var values = writer.PushSetOf();
        foreach (var value in attribute.Values)
            writer.WriteOctetString(value);
    }

    private enum DerefAliases
    {
        Never = 0,
    }
}

/// <summary>RFC 4511 4.1.11: what is asked beside an operation.</summary>
internal sealed record LdapControl(string Oid, bool IsCritical, byte[]? Value);

internal enum LdapScope
{
    Base = 0,
    OneLevel = 1,
    Subtree = 2,
}

/// <summary>What to look for. The filter is RFC 4515 text whose values have been escaped.</summary>
internal sealed record LdapSearch(string Base, LdapScope Scope, string Filter, int SizeLimit, IReadOnlyList<string> Attributes);

internal sealed record LdapAttribute(string Name, IReadOnlyList<byte[]> Values)
{
    public LdapAttribute(string name, params string[] values) : this(name, [.. values.Select(Encoding.UTF8.GetBytes)])
    {
    }
}

internal sealed record LdapChange(LdapChangeKind Kind, LdapAttribute Attribute);

internal enum LdapChangeKind
{
    Add = 0,
    Delete = 1,
    Replace = 2,
}
