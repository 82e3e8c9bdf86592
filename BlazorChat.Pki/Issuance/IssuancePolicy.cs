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
internal sealed record IssuancePolicy(Approval Devices, Approval TlsClients)
{
    public const string DevicesKey = "Pki:Approval:Devices";
    public const string TlsClientsKey = "Pki:Approval:TlsClients";

    /// <exception cref="AuthorityStartupException">A setting cannot be used.</exception>
    public static IssuancePolicy Read(IConfiguration configuration) => new(Read(configuration, DevicesKey), Read(configuration, TlsClientsKey));

    public bool NeedsApproval(KeyOwner owner) =>
        (owner.IsTlsClient && TlsClients == Approval.Manual) || (owner.IsBrowser && Devices == Approval.Manual);

    private static Approval Read(IConfiguration configuration, string key)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return Approval.Automatic;
        return Enum.TryParse<Approval>(text, ignoreCase: true, out var approval) && Enum.IsDefined(approval) && !char.IsAsciiDigit(text[0])
            ? approval
            : throw new AuthorityStartupException(key, $"\"{text}\" is no way to decide.", $"Set it to {Approval.Automatic} or {Approval.Manual}.");
    }
}
