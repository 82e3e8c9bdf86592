using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary><c>POST …/sessions/{key}/grants {key}</c> → 201.</summary>
internal static class PostGrant
{
    public static async Task<IResult> HandleAsync(
        string conv, string key, ChatSession session, HttpRequest request, GrantSession grant, UserRates rates, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || !SessionKeyId.TryParse(key, out var sessionKey) || session.Device is not { } device)
            return Problem.NotFound();
        if (rates.RefuseKeys(session.User, request.ContentLength) is { } wait)
            return Problem.Throttled(wait);
        var body = await RequestBody.ReadAsync(request, RequestBody.MaxKeys, cancellationToken);
        if (body.Refusal is not null)
            return body.Refusal;
        if (!SessionRequest.TryParse(body.Bytes.Span, withManifest: false, out _, out var wrapped, out var why))
            return SendProblem.Of(new SendRefusal.Bad(why));

        var refusal = await grant.RunAsync(conversation, session.User, device, sessionKey, wrapped!, cancellationToken);
        return refusal is null ? TypedResults.Json(new { }, statusCode: StatusCodes.Status201Created) : SendProblem.Of(refusal);
    }
}
