using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace BlazorChat.Web.Storage.Hosts;

/// <summary>Seals Data Protection keys with AES-256-GCM under <see cref="HostsSecret"/>: nonce, tag and ciphertext, in base64.</summary>
internal sealed class SealWithSecret(HostsSecret secret) : IXmlEncryptor
{
    public const string Element = "sealed";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var text = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var (nonce, tag, sealedText) = (RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize), new byte[AesGcm.TagByteSizes.MaxSize], new byte[text.Length]);
        using var aes = secret.Open();
        aes.Encrypt(nonce, text, sealedText, tag);
        return new(new XElement(Element, Convert.ToBase64String([.. nonce, .. tag, .. sealedText])), typeof(OpenWithSecret));
    }
}

/// <summary>Opens what <see cref="SealWithSecret"/> has sealed. Made by Data Protection, by its name in the stored key.</summary>
internal sealed class OpenWithSecret(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var all = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        if (all.Length < nonce + tag)
            throw new CryptographicException("A sealed Data Protection key is too short.");
        var text = new byte[all.Length - nonce - tag];
        using var aes = services.GetRequiredService<HostsSecret>().Open();
        aes.Decrypt(all[..nonce], all[(nonce + tag)..], all.Slice(nonce, tag), text);
        return XElement.Parse(Encoding.UTF8.GetString(text));
    }
}
