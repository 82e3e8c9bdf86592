using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary><c>POST …/sessions {manifest, key}</c> → 201 <c>{key, at}</c>.</summary>
internal static class PostSession
{
    public static async Task<IResult> HandleAsync(
        string conv, ChatSession session, HttpRequest request, StartSession start, UserRates rates, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || session.Device is not { } device)
            return Problem.NotFound();
        if (rates.RefuseKeys(session.User, request.ContentLength) is { } wait)
            return Problem.Throttled(wait);
        var body = await RequestBody.ReadAsync(request, RequestBody.MaxKeys, cancellationToken);
        if (body.Refusal is not null)
            return body.Refusal;
        if (!SessionRequest.TryParse(body.Bytes.Span, withManifest: true, out var compact, out var key, out var why))
            return SendProblem.Of(new SendRefusal.Bad(why));
        if (!SessionManifest.TryParse(compact, out var manifest, out var refused))
            return SendProblem.Of(new SendRefusal.Bad(refused));

        var (at, refusal) = await start.RunAsync(conversation, session.User, device, manifest, key!, cancellationToken);
        if (refusal is not null)
            return SendProblem.Of(refusal);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("key"u8, manifest.Payload.Key.Value);
            json.WriteNumber("at"u8, at);
            json.WriteEndObject();
        }, StatusCodes.Status201Created);
    }
}
