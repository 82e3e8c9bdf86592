using BlazorChat.Directories.Embedded;
using BlazorChat.Web.Features.Accounts.Names;

namespace BlazorChat.Web.Features.Conversations.Profiles;

/// <summary>Name, topic and colour of a room, checked.</summary>
/// <param name="Name">Null: none, for programs that need none.</param>
/// <param name="Topic">A line; may be empty.</param>
/// <param name="Colour">Null: the one that follows from the id.</param>
/// <param name="Slot">Which of the default rooms it is to be.</param>
internal sealed record NewProfile(RoomName? Name, string Topic, string? Colour, string? Slot = null)
{
    public const int MaxTopic = 200;
    private const int MaxTopicCodePoints = 2 * MaxTopic;

    /// <summary>Before each word of <see cref="NameRefusal"/>: the codes of the API.</summary>
    public const string NamePrefix = "room-";
    public const string TopicTooLong = "room-topic-too-long";
    public const string TopicCharacters = "room-topic-characters";
    public const string BadColour = "room-colour";

    public static NewProfile None { get; } = new(null, "", null);

    /// <param name="named">Whether it must have a name.</param>
    /// <param name="name">As typed.</param>
    /// <param name="topic">As typed; null: none.</param>
    /// <param name="colour">Of <see cref="RoomColours"/>; null: the one that follows from the id.</param>
    /// <returns>The profile, or the code of why not.</returns>
    public static (NewProfile? Profile, string? Refusal) Parse(bool named, string? name, string? topic, string? colour)
    {
        RoomName? parsed = null;
        if (named || name is not null)
        {
            (parsed, var refusal) = RoomName.Parse(name);
            if (parsed is null)
                return (null, NamePrefix + refusal);
        }
        var (line, wrong) = DisplayNameRules.ParseLine(topic ?? "", MaxTopic, MaxTopicCodePoints);
        if (line is null)
            return (null, wrong == BlazorChat.Directories.RegistrationRefusal.TooLong ? TopicTooLong : TopicCharacters);
        return colour is not null && !RoomColours.All.Contains(colour) ? (null, BadColour) : (new NewProfile(parsed, line, colour), null);
    }
}
