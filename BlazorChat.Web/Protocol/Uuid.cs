using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>Uuids as the protocol writes them: 36 characters, lower case. One value, one text.</summary>
public static class Uuid
{
    public const int Length = 36;

    public static string Write(Guid value) => value.ToString("D");

    public static bool TryParse([NotNullWhen(true)] string? text, out Guid value) => TryParse(text.AsSpan(), out value);

    public static bool TryParse(ReadOnlySpan<char> text, out Guid value)
    {
        value = Guid.Empty;
        return text.Length == Length
            && !text.ContainsAnyInRange('A', 'Z')
            && Guid.TryParseExact(text, "D", out value);
    }
}
