using System.Security.Cryptography;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.Messaging;

/// <summary>A device with a signing key. Keys are shared among devices, which have kids of their own: making one takes longer than a test.</summary>
internal sealed class TestDevice
{
    private static readonly Lazy<RSA[]> Keys = new(() => [RSA.Create(RsaKeys.Bits), RSA.Create(RsaKeys.Bits)]);
    private static int s_made;

    public TestDevice(Guid user) => (User, Signature) = (user, Keys.Value[Interlocked.Increment(ref s_made) % Keys.Value.Length]);

    public Guid User { get; }

    public Guid Id { get; } = Guid.NewGuid();

    public RSA Signature { get; }

    public Kid Sig { get; } = AnyKid();

    public Kid Enc { get; } = AnyKid();

    public static Kid AnyKid() => Kid.Parse(CanonicalBase64Url.Encode(RandomNumberGenerator.GetBytes(32)));
}
