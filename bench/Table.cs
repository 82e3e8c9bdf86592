using System.Globalization;

namespace BlazorChat.Bench;

/// <summary>A table on the console: numbers to the right, columns as wide as they need.</summary>
internal sealed class Table(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params object[] cells) => _rows.Add([.. cells.Select(Text)]);

    public void Print()
    {
        var widths = columns.Select((name, i) => _rows.Select(row => row[i].Length).Append(name.Length).Max()).ToArray();
        Console.WriteLine();
        Console.WriteLine(title);
        Console.WriteLine(Line(columns, widths));
        Console.WriteLine(string.Join("  ", widths.Select(width => new string('-', width))));
        foreach (var row in _rows)
            Console.WriteLine(Line(row, widths));
    }

    private static string Line(string[] cells, int[] widths) => string.Join("  ", cells.Select((cell, i) => cell.PadLeft(widths[i])));

    private static string Text(object cell) => cell switch
    {
        double number => number.ToString(number < 100 ? "0.00" : "#,##0", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString("#,##0", CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}
