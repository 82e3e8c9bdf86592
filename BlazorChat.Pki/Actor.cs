namespace BlazorChat.Pki;

/// <summary>Who made the authority act; written to the ledger. Ids only, no names.</summary>
public readonly record struct Actor
{
    private const string UserPrefix = "user:";

    private readonly string? _text;

    private Actor(string text) => _text = text;

    /// <summary>The system itself: a schedule, a rule.</summary>
    public static Actor System => new("system");

    /// <summary>Whoever runs a command on the host.</summary>
    public static Actor Host => new("host");

    /// <summary>A signed-in person: the owner or an administrator.</summary>
    public static Actor User(Guid id) => new($"{UserPrefix}{id:D}");

    /// <summary>The person a written actor is; null: the system, or somebody at the host.</summary>
    public static Guid? UserOf(string written) =>
        written.StartsWith(UserPrefix, StringComparison.Ordinal) && Guid.TryParseExact(written.AsSpan(UserPrefix.Length), "D", out var id) ? id : null;

    public override string ToString() => _text ?? "system";
}
