using System.Text.Json;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// <c>POST …/messages {n, jwe}</c> → <c>{seq, at}</c>; or <c>[{n, jwe}…]</c> → <c>[{seq, at}…]</c>, as many from the front as were taken: at
/// least one, else the answer is why the first was not. What edits or removes another message says which (see <see cref="SendRequest"/>).
/// </summary>
internal static class PostMessage
{
    public static async Task<IResult> HandleAsync(
        string conv, ChatSession session, HttpRequest request, SendMessage send, UserRates rates, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || session.Device is not { } device)
            return Problem.NotFound();
        if ((rates.Refuse(RateLimits.Sends, session.User)
            ?? rates.RefuseBytes(RateLimits.SendKiB, session.User, request.ContentLength ?? SendRequest.MaxBytes)) is { } wait)
            return Throttled(wait);
        var body = await RequestBody.ReadAsync(request, SendRequest.MaxBytes, cancellationToken);
        if (body.Refusal is not null)
            return body.Refusal;
        if (!SendRequest.TryParse(body.Bytes.Span, out var messages, out var asList, out var why))
            return Bad(why);
        if (messages.Count > 1 && rates.Refuse(RateLimits.Sends, session.User, messages.Count - 1) is { } waitForMany)
            return Throttled(waitForMany);

        var sendings = messages.ConvertAll(message => new Sending(conversation, session.User, device, message.N, message.Jwe, message.About));
        var (positions, refusal) = await send.RunAsync(sendings, cancellationToken);
        if (positions.Count == 0)
            return SendProblem.Of(refusal!);
        return new JsonAnswer(json => Write(json, positions, asList));
    }

    private static IResult Throttled(TimeSpan wait)
    {
        MessageMeters.Refused("throttled");
        return Problem.Throttled(wait);
    }

    private static IResult Bad(string why)
    {
        MessageMeters.Refused("bad");
        return SendProblem.Of(new SendRefusal.Bad(why));
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<LogPosition> positions, bool asList)
    {
        if (asList)
            json.WriteStartArray();
        foreach (var position in positions)
        {
            json.WriteStartObject();
            json.WriteNumber("seq"u8, position.Seq);
            json.WriteNumber("at"u8, position.At);
            json.WriteEndObject();
        }
        if (asList)
            json.WriteEndArray();
    }
}
