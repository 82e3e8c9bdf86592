using System.Globalization;

namespace BlazorChat.Web.Features.Admin;

/// <summary>A day as the date field of a form sends it, whatever the language.</summary>
internal static class DayText
{
    /// <summary>Its beginning, UTC; null: it is none, or none that a day can be added to.</summary>
    public static DateTimeOffset? Parse(string typed) =>
        DateTimeOffset.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) && day.Year is > 1900 and < 9999 ? day : null;
}
