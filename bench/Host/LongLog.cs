using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BlazorChat.Pki;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Bench.Host;

/// <summary>
/// A dm with somebody who has a browser, as long as asked for: every message signed, sealed and sent by itself through the server's own checks,
/// with a new session when one is worn out. A browser sends some 60 a second, which is why a program writes it.
/// </summary>
internal sealed class LongLog(
    Correspondents correspondents, IAuthority authority, IUserChains chains, SendMessage send, TimeProvider clock)
{
    private const int InOneRequest = 100;
    private static readonly string[] Words = "the quick brown fox jumps over a lazy dog and says that all will be fine tomorrow at the usual place".Split(' ');

    /// <returns>The sender's user id, which is where the reader finds it.</returns>
    public async Task<object> WriteAsync(Guid reader, int messages)
    {
        var sender = await correspondents.EnrolAsync("writer", "Wilma Writer", new TestKey(RSA.Create(3072)), new TestKey(RSA.Create(3072)));
        var chain = await chains.OfAsync(reader, CancellationToken.None);
        var keys = await EncryptionKeysAsync(chain);
        var room = await correspondents.BeginAsync(sender, reader, chain.Base!.Value);
        TestKey[] recipients = [sender.Device.Enc, .. keys];
        Kid[] to = [.. recipients.Select(key => key.Kid)];
        Hash? prev = null;
        TestSession? session = null;
        for (var sent = 0; sent < messages;)
        {
            if (sent % SessionLimits.MaxMessages == 0)
                session = await correspondents.StartAsync(sender, room, recipients);
            var batch = new List<Sending>(InOneRequest);
            for (; batch.Count < InOneRequest && sent < messages && (batch.Count == 0 || sent % SessionLimits.MaxMessages != 0); sent++)
            {
                var (jwe, jws) = session!.Text(sent + 1, prev, TextOf(sent), to, clock.GetUtcNow().ToUnixTimeSeconds());
                if (!MessageJwe.TryParse(jwe, out var message, out var malformed))
                    throw new FormatException(malformed);
                batch.Add(new Sending(room.Conversation, sender.User.Id, sender.Device.Id!.Value, sent + 1, message));
                prev = Hash.Of(jws);
            }
            var (_, refusal) = await send.RunAsync(batch, CancellationToken.None);
            if (refusal is not null)
                throw new InvalidOperationException(refusal.ToString());
        }
        return new { peer = sender.User.Id };
    }

    private async Task<TestKey[]> EncryptionKeysAsync(UserChainState chain)
    {
        var kids = chains.Active(chain).All.Select(pair => pair.Enc.Value).ToArray();
        var certified = await authority.CertificatesOfAsync(kids, CancellationToken.None);
        return [.. kids.Select(kid =>
        {
            using var certificate = X509CertificateLoader.LoadCertificate(certified[kid][^1].Der.Span);
            return new TestKey(certificate.GetRSAPublicKey()!);
        })];
    }

    private static string TextOf(int index)
    {
        var text = new StringBuilder().Append(index);
        for (var i = 0; i < 5 + (index % 14); i++)
            text.Append(' ').Append(Words[(index + (i * 7)) % Words.Length]);
        return text.ToString();
    }
}
