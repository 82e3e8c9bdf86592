using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>A conversation: H of its genesis entry. Never to be made up, only found.</summary>
public readonly record struct ConversationId
{
    private readonly string? value;

    private ConversationId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("An empty ConversationId was used.");

    public static bool TryParse([NotNullWhen(true)] string? text, out ConversationId parsed)
    {
        parsed = default;
        if (text is null || !CanonicalBase64Url.IsCanonical(text, Sha256.Bytes))
            return false;
        parsed = new ConversationId(text);
        return true;
    }

    /// <summary>For what was checked before it was stored.</summary>
    public static ConversationId Parse(string text) =>
        TryParse(text, out var parsed) ? parsed : throw new FormatException("Not a ConversationId: 43 characters of canonical base64url are.");

    public static ConversationId Of(Hash genesis) => new(genesis.Value);

    public override string ToString() => value ?? "";
}
