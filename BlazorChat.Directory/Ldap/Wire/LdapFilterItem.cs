using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>RFC 4515 3: what stands between two parentheses of a filter, such as <c>uid=ann</c> or <c>member:1.2.3:=cn=x</c>.</summary>
internal static class LdapFilterItem
{
    public static void Write(AsnWriter writer, string item)
    {
        var equals = item.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            throw new FormatException($"\"{item}\" has no attribute or no \"=\".");
        var value = item[(equals + 1)..];
        switch (item[equals - 1])
        {
            case ':':
                WriteExtensible(writer, item[..(equals - 1)], value);
                return;
            case '>':
                WritePair(writer, 5, item[..(equals - 1)], value);
                return;
            case '<':
                WritePair(writer, 6, item[..(equals - 1)], value);
                return;
            case '~':
                WritePair(writer, 8, item[..(equals - 1)], value);
                return;
        }
        var attribute = item[..equals];
        if (value == "*")
            writer.WriteOctetString(Name(attribute), LdapFilter.Context(7));
        else if (value.Contains('*', StringComparison.Ordinal))
            WriteSubstrings(writer, attribute, value.Split('*'));
        else
            WritePair(writer, 3, attribute, value);
    }

    private static void WritePair(AsnWriter writer, int tag, string attribute, string value)
    {
        using var _ = writer.PushSequence(LdapFilter.Context(tag, constructed: true));
        writer.WriteOctetString(Name(attribute));
        writer.WriteOctetString(Value(value));
    }

    private static void WriteSubstrings(AsnWriter writer, string attribute, string[] parts)
    {
        using var _ = writer.PushSequence(LdapFilter.Context(4, constructed: true));
        writer.WriteOctetString(Name(attribute));
        using var list = writer.PushSequence();
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length > 0)
                writer.WriteOctetString(Value(parts[i]), LdapFilter.Context(i == 0 ? 0 : i == parts.Length - 1 ? 2 : 1));
        }
    }

    /// <summary><c>attr[:dn][:rule]:=value</c></summary>
    private static void WriteExtensible(AsnWriter writer, string left, string value)
    {
        var parts = left.Split(':');
        var byDn = parts.Skip(1).Contains("dn", StringComparer.OrdinalIgnoreCase);
        var rule = parts.Skip(1).FirstOrDefault(part => !part.Equals("dn", StringComparison.OrdinalIgnoreCase));
        using var _ = writer.PushSequence(LdapFilter.Context(9, constructed: true));
        if (rule is not null)
            writer.WriteOctetString(Name(rule), LdapFilter.Context(1));
        if (parts[0].Length > 0)
            writer.WriteOctetString(Name(parts[0]), LdapFilter.Context(2));
        writer.WriteOctetString(Value(value), LdapFilter.Context(3));
        if (byDn)
            writer.WriteBoolean(true, LdapFilter.Context(4));
    }

    // RFC 4512 1.4: a name or an OID, with options.
    private static byte[] Name(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ';')
        ? Encoding.ASCII.GetBytes(name)
        : throw new FormatException($"\"{name}\" is not the name of an attribute.");

    private static byte[] Value(string text)
    {
        var octets = new List<byte>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var next = text.IndexOf('\\', i);
            var plain = next < 0 ? text[i..] : text[i..next];
            octets.AddRange(Encoding.UTF8.GetBytes(plain));
            if (next < 0)
                break;
            if (next + 2 >= text.Length || !byte.TryParse(text.AsSpan(next + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                throw new FormatException("A backslash is not followed by two hexadecimal digits.");
            octets.Add(octet);
            i = next + 3;
        }
        return [.. octets];
    }
}
