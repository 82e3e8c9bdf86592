using BlazorChat.Pki.Certificates;
using Microsoft.Extensions.Configuration;

namespace BlazorChat.Pki.Issuance;

/// <summary>Whether a key may be certified at once or waits for an administrator.</summary>
internal enum Approval
{
    Automatic,
    Manual,
}

/// <summary>
/// The settings under <c>Pki:Approval:</c>. They are the whole policy: browsers and EST ask through the same <see cref="Admission"/>. A
/// recovery pair needs no approval, since it counts only once an approved device has signed it; nor do the installation's own keys.
/// </summary>
internal sealed record IssuancePolicy(Approval TlsClients)
{
    public const string DevicesKey = "Pki:Approval:Devices";
    public const string TlsClientsKey = "Pki:Approval:TlsClients";

    /// <exception cref="AuthorityStartupException">A setting cannot be used.</exception>
    public static IssuancePolicy Read(IConfiguration configuration)
    {
        // A browser cannot wait for a certificate yet, so an installation that asked for it would let nobody in.
        if (Read(configuration, DevicesKey) == Approval.Manual)
            throw new AuthorityStartupException(DevicesKey, "Browsers cannot wait for an approval yet.",
                $"Set it to {Approval.Automatic}; who may add a device is decided by the user's own devices, their recovery code or a reset that an administrator approves.");
        return new IssuancePolicy(Read(configuration, TlsClientsKey));
    }

    public bool NeedsApproval(KeyOwner owner) => owner.IsTlsClient && TlsClients == Approval.Manual;

    private static Approval Read(IConfiguration configuration, string key)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return Approval.Automatic;
        return Enum.TryParse<Approval>(text, ignoreCase: true, out var approval) && Enum.IsDefined(approval) && !char.IsAsciiDigit(text[0])
            ? approval
            : throw new AuthorityStartupException(key, $"\"{text}\" is no way to decide.", $"Set it to {Approval.Automatic} or {Approval.Manual}.");
    }
}
