using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.Mvc;

namespace BlazorChat.Web.Features.Presence;

/// <summary>
/// GET and PUT /api/me/status: what somebody has chosen to be seen as. Who becomes or stays invisible keeps the line they have, whatever is asked
/// for: a change of it would tell everybody that they are there.
/// </summary>
internal static class MyStatus
{
    /// <summary>A line that stays longer than a day stays.</summary>
    private const int MaxMinutes = 25 * 60; // "today", on the day on which clocks go back

    private static readonly Dictionary<string, ChosenStatus> Choices = new(StringComparer.Ordinal)
    {
        ["online"] = ChosenStatus.Online,
        ["dnd"] = ChosenStatus.DoNotDisturb,
        ["invisible"] = ChosenStatus.Invisible,
    };

    /// <param name="Status">online, dnd or invisible.</param>
    /// <param name="Line">The line to show; null or blank: none.</param>
    /// <param name="Minutes">For how long; null: until it is changed.</param>
    /// <param name="Keep">For as long as the present line, whose time goes on.</param>
    public sealed record Request(string? Status = null, string? Line = null, int? Minutes = null, bool Keep = false)
    {
        /// <summary>Never the line.</summary>
        public override string ToString() => nameof(Request);
    }

    /// <param name="Status">online, dnd or invisible.</param>
    /// <param name="Line">The line that is shown, or null.</param>
    /// <param name="Until">When it goes, Unix milliseconds; null: it stays.</param>
    public sealed record Answer(string Status, string? Line, long? Until)
    {
        public static Answer Of(OwnStatus own) => new(NameOf(own.Choice), own.Line, own.Until?.ToUnixTimeMilliseconds());

        /// <summary>Never the line.</summary>
        public override string ToString() => nameof(Answer);
    }

    public static string NameOf(ChosenStatus choice) => Choices.First(known => known.Value == choice).Key;

    public static void MapMyStatus(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/me/status", Get).RequireDevice();
        app.MapPut("/api/me/status", PutAsync).RequireDevice().WithMetadata(new RequestSizeLimitAttribute(AccountsSetup.MaxBodyBytes));
    }

    private static Answer Get(ChatSession session, IPresence presence) => Answer.Of(presence.Own(session.User));

    private static async Task<IResult> PutAsync(
        Request body, ChatSession session, IPresence presence, Statuses statuses, StatusThrottle throttle, TimeProvider clock, CancellationToken cancellation)
    {
        if (body.Status is null || !Choices.TryGetValue(body.Status, out var choice) || body.Minutes is < 1 or > MaxMinutes)
            return Problem.In<Texts>(StatusCodes.Status400BadRequest, "bad-request", "Problem.bad-status");
        if (!StatusLine.TryParse(body.Line, out var line, out var refusal))
            return Problem.In<Texts>(StatusCodes.Status422UnprocessableEntity, refusal, $"Problem.{refusal}");
        if (throttle.Begin(session.User) is { } wait)
            return Problem.Throttled(wait);
        var before = presence.Own(session.User);
        // What was to be kept has ended meanwhile: it is not to become for ever.
        if (body.Keep && before.Line is null)
            line = null;
        var until = line is null ? null : body.Keep ? before.Until : UntilIn(body.Minutes, clock.GetUtcNow());
        var status = choice is ChosenStatus.Invisible ? before with { Choice = choice } : new OwnStatus(choice, line, until);
        await statuses.SetAsync(session.User, status, cancellation);
        return TypedResults.Ok(Answer.Of(status));
    }

    /// <summary>In whole milliseconds, as it is stored.</summary>
    private static DateTimeOffset? UntilIn(int? minutes, DateTimeOffset now) =>
        minutes is { } count ? DateTimeOffset.FromUnixTimeMilliseconds(now.AddMinutes(count).ToUnixTimeMilliseconds()) : null;
}
