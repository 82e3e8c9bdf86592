namespace BlazorChat.Web.Features.Admin;

/// <summary>
/// One line of a table for spreadsheets (RFC 4180). Spreadsheets run what begins like a formula, wherever it came from, so such a field gets an
/// apostrophe in front, which they show as text (OWASP, CSV Injection); control characters, by which a field could end early or hide, become
/// blanks; those that turn the direction of what follows, by which it could be read as something else, are left out.
/// </summary>
internal static class Csv
{
    private const string Turns = "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFEFF";

    /// <summary>With the line's end.</summary>
    public static string Line(params ReadOnlySpan<string?> fields)
    {
        var line = new System.Text.StringBuilder();
        for (var i = 0; i < fields.Length; i++)
            line.Append(i == 0 ? "" : ",").Append(Field(fields[i] ?? ""));
        return line.Append("\r\n").ToString();
    }

    private static string Field(string text)
    {
        var shown = string.Concat(text.Where(letter => !Turns.Contains(letter, StringComparison.Ordinal)).Select(letter => char.IsControl(letter) ? ' ' : letter));
        if (shown.TrimStart() is ['=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..])
            shown = "'" + shown;
        return shown.AsSpan().ContainsAny(",\" ") || shown.Length == 0 ? $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : shown;
    }
}
