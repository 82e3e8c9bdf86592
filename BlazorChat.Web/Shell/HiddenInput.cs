using System.Text;

namespace BlazorChat.Web.Shell;

/// <summary>Reads a line at a terminal without showing it.</summary>
internal static class HiddenInput
{
    /// <summary>Null: there is no terminal.</summary>
    public static Func<string?>? Reader => Console.IsInputRedirected ? null : Read;

    private static string? Read()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }
        return typed.Length == 0 ? null : typed.ToString();
    }
}
