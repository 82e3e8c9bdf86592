using System.Formats.Asn1;
using System.Security.Cryptography;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Ceremony;

/// <summary>The files that go from one machine to the other, read and written with a word about what is wrong.</summary>
internal static class CeremonyFiles
{
    /// <exception cref="CeremonyException">Not there, or not that.</exception>
    public static CaCertificate Certificate(string path) => Read(path, "the certificate of a CA", CaCertificate.ParsePem);

    /// <exception cref="CeremonyException">Not there, or not that.</exception>
    public static CertificationRequest Request(string path) =>
        Read(path, "a request (PKCS#10)", text => CertificationRequest.Read(Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data])));

    /// <summary>PEM or DER.</summary>
    /// <exception cref="CeremonyException">Not there.</exception>
    public static byte[] List(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            return PemEncoding.TryFindUtf8(bytes, out var pem) ? Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(bytes[pem.Base64Data])) : bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CeremonyException($"{path} cannot be read ({e.Message}).", e);
        }
    }

    /// <summary>Whole or not at all: written beside and renamed.</summary>
    /// <exception cref="CeremonyException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var unfinished = path + ".new";
        try
        {
            File.Delete(unfinished);
            PrivateFile.WriteNew(unfinished, content);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CeremonyException($"{path} cannot be written ({e.Message}).", e);
        }
    }

    private static T Read<T>(string path, string what, Func<string, T> parse)
    {
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CeremonyException($"{path} cannot be read ({e.Message}).", e);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or CryptographicException or AsnContentException)
        {
            throw new CeremonyException($"{path} is not {what} in PEM, or it is damaged ({e.Message}).", e);
        }
    }
}

/// <summary>A file of the ceremony is not what it should be. The message is for the operator.</summary>
internal sealed class CeremonyException(string message, Exception? inner = null) : Exception(message, inner);
