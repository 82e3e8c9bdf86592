using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary><c>POST …/messages {n, jwe}</c> → <c>{seq, at}</c>.</summary>
internal static class PostMessage
{
    public static async Task<IResult> HandleAsync(
        string conv, ChatSession session, HttpRequest request, SendMessage send, UserRates rates, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || session.Device is not { } device)
            return Problem.NotFound();
        if ((rates.Refuse(RateLimits.Sends, session.User) ?? rates.RefuseBytes(RateLimits.SendKiB, session.User, request.ContentLength ?? SendRequest.MaxBytes)) is { } wait)
            return Problem.Throttled(wait);
        var body = await RequestBody.ReadAsync(request, SendRequest.MaxBytes, cancellationToken);
        if (body.Refusal is not null)
            return body.Refusal;
        if (!SendRequest.TryParse(body.Bytes.Span, out var message, out var why))
            return SendProblem.Of(new SendRefusal.Bad(why));

        var (position, refusal) = await send.RunAsync(new Sending(conversation, session.User, device, message.N, message.Jwe), cancellationToken);
        if (refusal is not null)
            return SendProblem.Of(refusal);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("seq"u8, position.Seq);
            json.WriteNumber("at"u8, position.At);
            json.WriteEndObject();
        });
    }
}
