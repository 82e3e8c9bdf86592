using BlazorChat.Web.Protocol;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Messages.Retention;

/// <summary>Section <c>Messages</c> of the configuration: for how long messages are kept.</summary>
public sealed class MessageOptions
{
    public const string Section = "Messages";

    /// <summary>A hundred years: longer is for ever.</summary>
    public const int MaxDays = 36_500;

    /// <summary>Days after which messages are deleted; 0: never.</summary>
    public int RetainDays { get; set; }

    /// <summary>The same in rooms, where it is to be another number; null: <see cref="RetainDays"/>.</summary>
    public int? RetainDaysInRooms { get; set; }

    /// <summary>The same in conversations of two; null: <see cref="RetainDays"/>.</summary>
    public int? RetainDaysInDms { get; set; }

    /// <summary>Null: for ever.</summary>
    public int? DaysIn(RoomKind kind) => (kind == RoomKind.Dm ? RetainDaysInDms : RetainDaysInRooms) is { } own ? Days(own) : Days(RetainDays);

    /// <summary>
    /// What is older than this is deleted; null: nothing is. A midnight, UTC: where a conversation begins changes once a day, not with every look, and
    /// a message is kept for up to a day longer.
    /// </summary>
    public DateTimeOffset? CutoffIn(RoomKind kind, DateTimeOffset now) =>
        DaysIn(kind) is { } days ? new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-days) : null;

    private static int? Days(int days) => days == 0 ? null : days;
}

internal sealed class MessageOptionsCheck : IValidateOptions<MessageOptions>
{
    public ValidateOptionsResult Validate(string? name, MessageOptions options)
    {
        (string Key, int? Days)[] all =
        [
            (nameof(options.RetainDays), options.RetainDays),
            (nameof(options.RetainDaysInRooms), options.RetainDaysInRooms),
            (nameof(options.RetainDaysInDms), options.RetainDaysInDms),
        ];
        string[] wrong = [.. all.Where(known => known.Days is < 0 or > MessageOptions.MaxDays)
            .Select(known => $"{MessageOptions.Section}:{known.Key} is {known.Days}; use 0 (for ever) or 1 to {MessageOptions.MaxDays} days.")];
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
