namespace BlazorChat.Web.Relay;

/// <summary>
/// The fixed partitions of the relay. A host binds those its circuits need; a binding for each conversation would take a broker tens of
/// seconds to declare.
/// </summary>
public static class RelayPartition
{
    public const int Count = 256;

    /// <summary>FNV-1a, folded to 8 bits: the same on every host and in every version, unlike <see cref="string.GetHashCode()"/>.</summary>
    public static int Of(string topic)
    {
        var hash = 2166136261u;
        foreach (var symbol in topic)
            hash = (hash ^ symbol) * 16777619u;
        return (int)((hash ^ (hash >> 8) ^ (hash >> 16) ^ (hash >> 24)) & (Count - 1));
    }
}
