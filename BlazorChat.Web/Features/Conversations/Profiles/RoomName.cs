using BlazorChat.Directories.Embedded;
using BlazorChat.Web.Features.Accounts.Names;

namespace BlazorChat.Web.Features.Conversations.Profiles;

/// <summary>A room's name as it is shown, of the characters every display name has here (<see cref="DisplayNameRules"/>).</summary>
/// <param name="Value">In NFC, words parted by single blanks.</param>
/// <param name="Keys">What it looks like.</param>
internal sealed record RoomName(string Value, NameKeys Keys)
{
    public const int MaxLength = 60;
    private const int MaxCodePoints = 2 * MaxLength;
    private const int MaxKey = 200; // of some signs one stands for many letters, and a key is an index's

    /// <summary>A stable word for it, of letters, digits and marks.</summary>
    public string Slot => Keys.Folded;

    /// <returns>The name, or why it is none: a word of <see cref="NameRefusal"/>.</returns>
    public static (RoomName? Name, string? Refusal) Parse(string? typed)
    {
        var (value, wrong) = DisplayNameRules.Parse(typed, minLength: 1, MaxLength, MaxCodePoints);
        if (value is null)
            return (null, NameRefusal.Of(wrong!.Value));
        var name = new RoomName(value, NameKeys.Of(value));
        return name.Keys.All.Any(key => key.Length > MaxKey) ? (null, NameRefusal.Characters) : (name, null);
    }
}
