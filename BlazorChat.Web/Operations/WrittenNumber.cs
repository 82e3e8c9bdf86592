using System.Globalization;

namespace BlazorChat.Web.Operations;

/// <summary>A count in the reader's language, its digits in groups.</summary>
internal static class WrittenNumber
{
    public static string Of(int number) => number.ToString("N0", CultureInfo.CurrentCulture);
}
