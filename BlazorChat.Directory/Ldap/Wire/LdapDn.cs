using System.Text;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>RFC 4514: distinguished names as text.</summary>
internal static class LdapDn
{
    private const string Reserved = "\",+;<>\\=";

    /// <summary>RFC 4514 2.4: a value as it may stand in a name, so that it can neither end its part nor begin another.</summary>
    public static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == '\0')
                text.Append(@"\00");
            else if (Reserved.Contains(c, StringComparison.Ordinal) || (c == ' ' && (i == 0 || i == value.Length - 1)) || (c == '#' && i == 0))
                text.Append('\\').Append(c);
            else
                text.Append(c);
        }
        return text.ToString();
    }

    /// <summary>Whether text can be a name at all: parts parted by commas, each with an attribute and a value.</summary>
    public static bool IsPlausible(string dn) => Parts(dn).All(part => part.IndexOf('=', StringComparison.Ordinal) is var at && at > 0 && at < part.Length - 1);

    /// <summary>A form in which two spellings of one name are mostly the same: capitals, and spaces around commas and equals signs.</summary>
    public static string Fold(string dn) => string.Join(',', Parts(dn).Select(part =>
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? part : $"{part[..at].Trim()}={part[(at + 1)..].Trim()}";
    })).ToUpperInvariant();

    /// <summary>The top of the tree an entry is in: its domain, or the last part of a name that has none.</summary>
    public static string Root(string dn)
    {
        var parts = Parts(dn);
        var domain = parts.Where(part => part.StartsWith("dc=", StringComparison.OrdinalIgnoreCase)).ToList();
        return domain.Count > 0 ? string.Join(',', domain) : parts[^1];
    }

    /// <summary>The parts from the entry up to the root, as written.</summary>
    public static IReadOnlyList<string> Parts(string dn)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < dn.Length; i++)
        {
            if (dn[i] == ',')
            {
                parts.Add(part.ToString().Trim());
                part.Clear();
                continue;
            }
            part.Append(dn[i]);
            if (dn[i] == '\\' && i + 1 < dn.Length)
                part.Append(dn[++i]);
        }
        parts.Add(part.ToString().Trim());
        return parts;
    }
}
