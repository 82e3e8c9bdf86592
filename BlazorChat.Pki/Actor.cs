namespace BlazorChat.Pki;

/// <summary>Who made the authority act; written to the ledger. Ids only, no names.</summary>
public readonly record struct Actor
{
    private readonly string? _text;

    private Actor(string text) => _text = text;

    /// <summary>The system itself: a schedule, a rule.</summary>
    public static Actor System => new("system");

    /// <summary>Whoever runs a command on the host.</summary>
    public static Actor Host => new("host");

    /// <summary>A signed-in person: the owner or an administrator.</summary>
    public static Actor User(Guid id) => new($"user:{id:D}");

    public override string ToString() => _text ?? "system";
}
