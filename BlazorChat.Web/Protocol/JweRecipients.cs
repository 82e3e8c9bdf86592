using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>One recipient of a JWE: <c>{"header":{"alg":"RSA-OAEP-256","kid":…},"encrypted_key":…}</c>.</summary>
public sealed record JweRecipient(Kid Kid, string EncryptedKey);

/// <summary>The recipients of a JWE in general JSON serialisation (RFC 7516 7.2.1): at least one, none twice.</summary>
internal static class JweRecipients
{
    public static bool TryRead(ref ExactReader reader, int most, out List<JweRecipient> recipients)
    {
        recipients = [];
        var kids = new HashSet<Kid>();
        if (!reader.Name("recipients"u8) || !reader.Literal("["u8))
            return false;
        do
        {
            if (!TryReadOne(ref reader, out var recipient) || !kids.Add(recipient.Kid))
                return false;
            recipients.Add(recipient);
        }
        while (recipients.Count < most && reader.Literal(","u8));
        return reader.Literal("]"u8);
    }

    private static bool TryReadOne(ref ExactReader reader, [NotNullWhen(true)] out JweRecipient? recipient)
    {
        recipient = null;
        if (!reader.Open() || !reader.Name("header"u8)
            || !reader.Open() || !reader.Exactly("alg"u8, "RSA-OAEP-256"u8) || !reader.Kid("kid"u8, out var kid) || !reader.Close()
            || !reader.Binary("encrypted_key"u8, RsaKeys.Bytes, out var encryptedKey)
            || !reader.Close())
            return false;
        recipient = new JweRecipient(kid, encryptedKey);
        return true;
    }
}
