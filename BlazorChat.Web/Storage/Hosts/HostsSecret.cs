using System.Security.Cryptography;
using System.Text;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Storage.Hosts;

/// <summary>What the hosts of an installation know in common and their database does not: who has the database alone signs in as nobody.</summary>
internal sealed class HostsSecret
{
    public const string Setting = "Hosts:SecretFile";
    public const int LeastBytes = 32;

    private readonly byte[] key;

    private HostsSecret(byte[] secret) => key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "BlazorChat data protection keys 1"u8.ToArray());

    /// <returns>Null: it is not set.</returns>
    /// <exception cref="StartupException">There is no such file, or too little in it.</exception>
    public static HostsSecret? Read(IConfiguration configuration, string contentRoot)
    {
        if (configuration[Setting] is not { Length: > 0 } set)
            return null;
        var path = Path.GetFullPath(set, contentRoot);
        byte[] secret;
        try
        {
            secret = Encoding.UTF8.GetBytes(File.ReadAllText(path).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{Setting} is {path}, which cannot be read ({e.Message}). Make it once, for all hosts: openssl rand -base64 32 > {path}", e);
        }
        if (secret.Length < LeastBytes)
            throw new StartupException($"{Setting} is {path}, which has fewer than {LeastBytes} characters. Make it once, for all hosts: openssl rand -base64 32 > {path}");
        return new HostsSecret(secret);
    }

    public AesGcm Open() => new(key, AesGcm.TagByteSizes.MaxSize);
}
