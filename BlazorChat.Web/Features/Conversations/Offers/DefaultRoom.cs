using BlazorChat.Web.Features.Conversations.Profiles;

namespace BlazorChat.Web.Features.Conversations.Offers;

/// <summary>A room that everybody is brought to, as the configuration names it.</summary>
public sealed class DefaultRoom
{
    /// <summary>Empty: not this one, which is how an entry of appsettings.json is left out.</summary>
    public string Name { get; set; } = "";

    public string Topic { get; set; } = "";

    /// <summary>Of <see cref="RoomColours"/>; null: the one that follows from the room's id.</summary>
    public string? Colour { get; set; }
}

/// <summary>The default rooms, checked, by their slots: what their names look like, so that another spelling is the same room.</summary>
internal sealed class DefaultRooms
{
    public const int Most = 20;

    private DefaultRooms(IReadOnlyList<NewProfile> all) => All = all;

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<NewProfile> All { get; }

    public NewProfile? Find(string slot) => All.FirstOrDefault(room => room.Slot == slot);

    /// <returns>The rooms, or what is wrong with which setting and what to do.</returns>
    public static (DefaultRooms? Rooms, string? Wrong) Read(IReadOnlyList<DefaultRoom> configured)
    {
        const string Setting = $"{ConversationOptions.Section}:{nameof(ConversationOptions.DefaultRooms)}";
        var all = new List<NewProfile>();
        for (var i = 0; i < configured.Count; i++)
        {
            var room = configured[i];
            if (room.Name.Length == 0)
                continue;
            var (profile, refusal) = NewProfile.Parse(named: true, room.Name, room.Topic, room.Colour);
            if (profile is null)
                return (null, Explain($"{Setting}:{i}", room, refusal!));
            if (all.FirstOrDefault(other => other.Name!.Keys.All.Intersect(profile.Name!.Keys.All).Any()) is { } twin)
                return (null, $"{Setting}:{i}:{nameof(room.Name)} is “{room.Name}”, which looks like “{twin.Name!.Value}”; use another name.");
            all.Add(profile with { Slot = profile.Name!.Slot });
        }
        return all.Count <= Most ? (new DefaultRooms(all), null) : (null, $"{Setting} has {all.Count} rooms; use {Most} or fewer.");
    }

    private static string Explain(string setting, DefaultRoom room, string refusal) => refusal switch
    {
        NewProfile.BadColour => $"{setting}:{nameof(room.Colour)} is “{room.Colour}”; use one of {string.Join(", ", RoomColours.All)}.",
        NewProfile.TopicTooLong or NewProfile.TopicCharacters =>
            $"{setting}:{nameof(room.Topic)} is no topic of a room ({refusal}); use one line of at most {NewProfile.MaxTopic} visible characters.",
        _ => $"{setting}:{nameof(room.Name)} is no name of a room ({refusal}); use 1 to {RoomName.MaxLength} visible characters, among them a letter or digit.",
    };
}
