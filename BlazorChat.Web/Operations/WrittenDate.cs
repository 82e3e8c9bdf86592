using System.Globalization;

namespace BlazorChat.Web.Operations;

/// <summary>A day in words, in the reader's language and UTC: for ends that are months away. What is near is told by the browser, in its own time zone.</summary>
internal static class WrittenDate
{
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);
}
