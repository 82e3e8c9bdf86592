namespace BlazorChat.Web.Features.Accounts;

/// <summary>GET /api/me: who is signed in here, as what, with which device.</summary>
internal static class Me
{
    /// <param name="User">The user's id.</param>
    /// <param name="Username">What they sign in with.</param>
    /// <param name="Name">Their display name.</param>
    /// <param name="Chosen">What they call themselves; null: nothing else.</param>
    /// <param name="Admin">An administrator.</param>
    /// <param name="Device">The device this session is bound to, or null.</param>
    /// <param name="BoundTo">The origin that proofs of a device key must name (<c>aud</c>).</param>
    /// <param name="Disabled">Always false: a disabled account has no session. The member is there for clients that keep the last answer.</param>
    public sealed record Answer(Guid User, string Username, string Name, string? Chosen, bool Admin, Guid? Device, string BoundTo, bool Disabled);

    public static void MapMe(this IEndpointRouteBuilder app) => app.MapGet("/api/me", Handle).RequireSession();

    private static Answer Handle(ChatSession session, IPeople people, HttpRequest request, PublicOrigin origin)
    {
        var person = people.Current.ById[session.User];
        return new Answer(person.Id, person.Username, person.DisplayName, person.ChosenName, session.IsAdmin, session.Device, origin.Of(request), person.Disabled);
    }
}
