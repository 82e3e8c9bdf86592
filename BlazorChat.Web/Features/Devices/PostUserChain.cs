using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>POST /api/users/{user}/chain: appends an entry to one's own chain. What counts is who signed it, so a session without a device may.</summary>
internal static class PostUserChain
{
    public sealed record Request(string Jws);

    public sealed record Appended(long N, string Head);

    public sealed record Waiting(bool Pending);

    public static void MapPostUserChain(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/users/{user}/chain", Handle).RequireSession().WithMetadata(new BodyLimit());

    private static async Task<IResult> Handle(
        string user, Request body, ChatSession session, IUserChains chains, DeviceLimits limits, DeviceProblems problems, CancellationToken cancellation)
    {
        // Other people's chains are not there to be written, whoever they are.
        if (!Uuid.TryParse(user, out var id) || id != session.User)
            return Operations.Problem.NotFound();
        if (limits.RefuseEntry(id) is { } throttled)
            return throttled;
        return await chains.TryAppendAsync(id, body.Jws, cancellation) switch
        {
            AppendResult.Appended done => TypedResults.Ok(new Appended(done.N, done.Head.Value)),
            AppendResult.Pending => TypedResults.Accepted((string?)null, new Waiting(true)),
            AppendResult.Conflict at => problems.Of(StatusCodes.Status409Conflict, DeviceProblems.Conflict, ("n", at.N), ("head", at.Head?.Value)),
            AppendResult.Refused refused => problems.OfEntry(refused.Code),
            var other => throw new InvalidOperationException($"The chain answered {other}."),
        };
    }
}
