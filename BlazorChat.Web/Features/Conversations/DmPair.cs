using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>What makes a dm unique: its two users, the smaller first.</summary>
internal static class DmPair
{
    public static string Of(Guid one, Guid other)
    {
        var (a, b) = (Uuid.Write(one), Uuid.Write(other));
        return string.CompareOrdinal(a, b) < 0 ? $"{a} {b}" : $"{b} {a}";
    }

    public static string Of(RoomChainState dm) => Of(dm.Seats.Keys.First(), dm.Seats.Keys.Last());
}
