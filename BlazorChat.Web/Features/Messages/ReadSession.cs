using System.Data;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// <c>GET …/sessions/{key}</c>: the manifest, and the key as wrapped to the asking device alone; <c>?for=recovery</c>: to the user's recovery
/// key. Nobody is handed another's recipient. <c>jwe</c> is null where there is none.
/// </summary>
internal sealed class ReadSession(IDbContextFactory<ChatDatabase> databases, IConversations conversations, IUserChains chains)
{
    public static async Task<IResult> HandleAsync(
        string conv, string key, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "for")] string? recipient,
        ChatSession session, ReadSession read, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || !SessionKeyId.TryParse(key, out var sessionKey) || recipient is not (null or "recovery"))
            return Problem.NotFound();
        return await read.RunAsync(conversation, sessionKey, session, recipient is not null, cancellationToken) ?? Problem.NotFound();
    }

    private async Task<IResult?> RunAsync(ConversationId conversation, SessionKeyId key, ChatSession session, bool forRecovery, CancellationToken cancellationToken)
    {
        if (!await conversations.IsMemberAsync(conversation, session.User, cancellationToken))
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Set<MessageSession>().AsNoTracking()
            .Where(found => found.ConversationId == conversation.Value && found.Key == key.Value)
            .Select(found => new { found.Manifest, found.At })
            .FirstOrDefaultAsync(cancellationToken);
        if (row is null)
            return null;
        var chain = await chains.OfAsync(session.User, cancellationToken);
        var kids = forRecovery ? RecoveryKids(chain) : DeviceKids(chain, session.Device);
        var wrapped = await FindAsync(database, conversation, key, kids, cancellationToken);
        return Answer(row.Manifest, row.At, wrapped);
    }

    private static IEnumerable<Kid> DeviceKids(UserChainState chain, Guid? device) =>
        device is { } id && chain.OfDevice(id) is { Removed: null } pair ? [pair.Enc] : [];

    /// <summary>The newest first: sessions from before it was replaced are wrapped to its predecessor.</summary>
    private static IEnumerable<Kid> RecoveryKids(UserChainState chain) => chain.Pairs.Where(pair => pair.Device is null).Reverse().Select(pair => pair.Enc);

    private static async Task<Wrapped?> FindAsync(
        ChatDatabase database, ConversationId conversation, SessionKeyId key, IEnumerable<Kid> kids, CancellationToken cancellationToken)
    {
        var parts = await SessionStore.Grants(database, conversation, key).Select(grant => new { grant.Part, grant.Kids }).ToListAsync(cancellationToken);
        foreach (var kid in kids)
        {
            foreach (var part in parts)
            {
                var index = WrappedKeys.IndexOf(part.Kids, kid);
                if (index >= 0)
                    return await CutAsync(database, conversation, key, part.Part, kid, index, cancellationToken);
            }
        }
        return null;
    }

    /// <summary>Cuts 384 bytes out of the array in the database, instead of carrying half a megabyte here.</summary>
    private static async Task<Wrapped> CutAsync(
        ChatDatabase database, ConversationId conversation, SessionKeyId key, int part, Kid kid, int index, CancellationToken cancellationToken)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        await using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = """
            SELECT "Protected", "Iv", "Ciphertext", "Tag", substr("EncryptedKeys", @p3, @p4) FROM "session_grants"
            WHERE "ConversationId" = @p0 AND "Key" = @p1 AND "Part" = @p2
            """;
        object[] values = [conversation.Value, key.Value, part, index * RsaKeys.Bytes + 1, RsaKeys.Bytes];
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@p{i}", values[i]);
            command.Parameters.Add(parameter);
        }
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            throw new DBConcurrencyException("A part of a session went while it was read.");
        return new Wrapped(kid, row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), CanonicalBase64Url.Encode((byte[])row.GetValue(4)));
    }

    private static JsonAnswer Answer(string manifest, DateTimeOffset at, Wrapped? wrapped) => new(json =>
    {
        json.WriteStartObject();
        json.WriteString("manifest"u8, manifest);
        json.WriteNumber("at"u8, at.ToUnixTimeMilliseconds());
        if (wrapped is null)
            json.WriteNull("jwe"u8);
        else
            wrapped.Write(json);
        json.WriteEndObject();
    });

    private sealed record Wrapped(Kid Kid, string Protected, string Iv, string Ciphertext, string Tag, string EncryptedKey)
    {
        /// <summary>RFC 7516 7.2.2: flattened JSON serialisation.</summary>
        public void Write(System.Text.Json.Utf8JsonWriter json)
        {
            json.WriteStartObject("jwe"u8);
            json.WriteString("protected"u8, Protected);
            json.WriteStartObject("header"u8);
            json.WriteString("alg"u8, SessionKeyJwe.Algorithm);
            json.WriteString("kid"u8, Kid.Value);
            json.WriteEndObject();
            json.WriteString("encrypted_key"u8, EncryptedKey);
            json.WriteString("iv"u8, Iv);
            json.WriteString("ciphertext"u8, Ciphertext);
            json.WriteString("tag"u8, Tag);
            json.WriteEndObject();
        }
    }
}
