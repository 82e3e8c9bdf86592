using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>
/// RFC 4515: search filters as text, and RFC 4511 4.5.1.7 as what is sent. Whatever somebody typed goes through
/// <see cref="Escape(string)"/> before it becomes part of a filter.
/// </summary>
internal static class LdapFilter
{
    private const int MaxDepth = 32;
    private const string Reserved = @"*()\";

    /// <summary>RFC 4515 3: the octets of <c>* ( ) \ NUL</c> as a backslash and two hexadecimal digits.</summary>
    public static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (c is '\0' || Reserved.Contains(c, StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $@"\{(int)c:x2}");
            else
                text.Append(c);
        }
        return text.ToString();
    }

    /// <summary>Any octets, each as a backslash and two digits.</summary>
    public static string Escape(ReadOnlySpan<byte> value)
    {
        var text = new StringBuilder(value.Length * 3);
        foreach (var octet in value)
            text.Append(CultureInfo.InvariantCulture, $@"\{octet:x2}");
        return text.ToString();
    }

    /// <summary>Whether this is a filter; the reason it is not goes into <paramref name="wrong"/>.</summary>
    public static bool IsValid(string filter, out string? wrong)
    {
        try
        {
            Write(new AsnWriter(AsnEncodingRules.BER), filter);
            wrong = null;
            return true;
        }
        catch (FormatException e)
        {
            wrong = e.Message;
            return false;
        }
    }

    /// <exception cref="FormatException">It is no filter.</exception>
    public static void Write(AsnWriter writer, string filter)
    {
        var at = 0;
        WriteOne(writer, filter, ref at, depth: 0);
        if (at != filter.Length)
            throw new FormatException($"Something follows its last parenthesis, at character {at + 1}.");
    }

    private static void WriteOne(AsnWriter writer, string filter, ref int at, int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException($"It is nested deeper than {MaxDepth} levels.");
        Expect(filter, ref at, '(');
        var kind = at < filter.Length ? filter[at] : '\0';
        if (kind is '&' or '|' or '!')
        {
            at++;
            using var list = writer.PushSequence(Context(kind switch { '&' => 0, '|' => 1, _ => 2 }, constructed: true));
            do
                WriteOne(writer, filter, ref at, depth + 1);
            while (kind != '!' && at < filter.Length && filter[at] == '(');
        }
        else
        {
            var end = filter.IndexOf(')', at);
            if (end < 0 || filter.IndexOf('(', at, end - at) >= 0)
                throw new FormatException($"A parenthesis is missing after character {at}.");
            LdapFilterItem.Write(writer, filter[at..end]);
            at = end;
        }
        Expect(filter, ref at, ')');
    }

    private static void Expect(string filter, ref int at, char wanted)
    {
        if (at >= filter.Length || filter[at] != wanted)
            throw new FormatException($"Character {at + 1} is not the \"{wanted}\" that must stand there.");
        at++;
    }

    internal static Asn1Tag Context(int number, bool constructed = false) => new(TagClass.ContextSpecific, number, constructed);
}
