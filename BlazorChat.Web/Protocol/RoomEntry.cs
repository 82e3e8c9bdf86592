using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

public enum RoomKind
{
    Dm,
    Private,
    Open,
}

public enum RoomHistory
{
    None,
    Shared,
}

public enum RoomRole
{
    Member,
    Admin,
}

/// <summary>A member as an entry names it: <paramref name="Base"/> is the hash of the user chain's <c>first</c> or newest <c>reset</c>.</summary>
public sealed record RoomMember(Guid User, Hash Base, RoomRole Role);

/// <summary>
/// One entry of a room chain, JWS <c>chat-room+jws</c>. <paramref name="Conv"/>, <paramref name="N"/> and <paramref name="Prev"/>
/// are null, 0 and null for <see cref="CreateRoom"/>, and only for it. <paramref name="Iat"/> is in seconds.
/// </summary>
public abstract record RoomEntry(ConversationId? Conv, long N, Hash? Prev, long Iat)
{
    public const string Typ = "chat-room+jws";

    // The most a room may have at all; 64 KB of JWS hold fewer.
    private const int MaxCreated = 2_000;

    public static bool TryParse(
        [NotNullWhen(true)] string? compact,
        [NotNullWhen(true)] out Signed<RoomEntry>? entry,
        [NotNullWhen(false)] out string? refusal) =>
        SignedReader.TryParse(compact, Typ, Read, out entry, out refusal);

    private static RoomEntry? Read(ref ExactReader reader)
    {
        if (!reader.HashOrNull("conv"u8, out var genesis)
            || !reader.Integer("n"u8, out var n)
            || !reader.HashOrNull("prev"u8, out var prev)
            || !reader.Text("op"u8, out string op)
            || (op == "create") != (n == 0) || (n == 0) != (prev is null) || (n == 0) != (genesis is null))
            return null;
        return genesis is { } conv ? ReadChange(ref reader, op, ConversationId.Of(conv), n, prev) : ReadCreate(ref reader);
    }

    private static CreateRoom? ReadCreate(ref ExactReader reader)
    {
        if (!reader.Text("kind"u8, out string kindText) || !TryReadKind(kindText, out var kind)
            || !reader.Text("history"u8, out string historyText) || !TryReadHistory(historyText, out var history)
            || !reader.Name("members"u8) || !reader.Literal("["u8))
            return null;
        var members = new List<RoomMember>();
        do
        {
            if (!reader.Open() || !TryReadMember(ref reader, out var member) || !reader.Close())
                return null;
            members.Add(member);
        }
        while (members.Count < MaxCreated && reader.Literal(","u8));
        return reader.Literal("]"u8) && reader.Integer("iat"u8, out var iat)
            ? new CreateRoom(kind, history, members, iat)
            : null;
    }

    private static RoomEntry? ReadChange(ref ExactReader reader, string op, ConversationId? conv, long n, Hash? prev)
    {
        if (op == "add")
            return TryReadMember(ref reader, out var member) && reader.Integer("iat"u8, out var at)
                ? new AddMember(conv, n, prev, member, at)
                : null;

        var role = RoomRole.Member;
        if (!reader.Uuid("user"u8, out var user)
            || op == "role" && !TryReadRole(ref reader, out role)
            || !reader.Integer("iat"u8, out var iat))
            return null;
        return op switch
        {
            "remove" => new RemoveMember(conv, n, prev, user, iat),
            "role" => new ChangeRole(conv, n, prev, user, role, iat),
            "leave" => new LeaveRoom(conv, n, prev, user, iat),
            "succeed" => new SucceedAdmin(conv, n, prev, user, iat),
            _ => null,
        };
    }

    private static bool TryReadMember(ref ExactReader reader, [NotNullWhen(true)] out RoomMember? member)
    {
        member = null;
        if (!reader.Uuid("user"u8, out var user) || !reader.Hash("base"u8, out var at) || !TryReadRole(ref reader, out var role))
            return false;
        member = new RoomMember(user, at, role);
        return true;
    }

    private static bool TryReadRole(ref ExactReader reader, out RoomRole role)
    {
        role = RoomRole.Member;
        if (!reader.Text("role"u8, out string text))
            return false;
        role = text == "admin" ? RoomRole.Admin : RoomRole.Member;
        return text is "admin" or "member";
    }

    private static bool TryReadKind(string text, out RoomKind kind)
    {
        kind = text switch { "dm" => RoomKind.Dm, "private" => RoomKind.Private, _ => RoomKind.Open };
        return text is "dm" or "private" or "open";
    }

    private static bool TryReadHistory(string text, out RoomHistory history)
    {
        history = text == "shared" ? RoomHistory.Shared : RoomHistory.None;
        return text is "none" or "shared";
    }
}

/// <summary>The genesis; its hash is the conversation's id.</summary>
public sealed record CreateRoom(RoomKind Kind, RoomHistory History, IReadOnlyList<RoomMember> Members, long Iat) : RoomEntry(null, 0, null, Iat);

public sealed record AddMember(ConversationId? Conv, long N, Hash? Prev, RoomMember Member, long Iat) : RoomEntry(Conv, N, Prev, Iat);

public sealed record RemoveMember(ConversationId? Conv, long N, Hash? Prev, Guid User, long Iat) : RoomEntry(Conv, N, Prev, Iat);

public sealed record ChangeRole(ConversationId? Conv, long N, Hash? Prev, Guid User, RoomRole Role, long Iat) : RoomEntry(Conv, N, Prev, Iat);

public sealed record LeaveRoom(ConversationId? Conv, long N, Hash? Prev, Guid User, long Iat) : RoomEntry(Conv, N, Prev, Iat);

public sealed record SucceedAdmin(ConversationId? Conv, long N, Hash? Prev, Guid User, long Iat) : RoomEntry(Conv, N, Prev, Iat);
