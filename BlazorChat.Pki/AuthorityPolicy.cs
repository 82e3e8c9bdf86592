namespace BlazorChat.Pki;

/// <summary>What the authority certifies and by which rules, read off the profiles that it signs by.</summary>
/// <param name="RenewedBefore">How long before their end browsers renew.</param>
/// <param name="ListInterval">How often a revocation list is made even if nothing happened; at a revocation, at once.</param>
/// <param name="ListLifetime">For how long a list is good.</param>
/// <param name="DevicesNeedApproval">An administrator decides on each new browser.</param>
/// <param name="ProgramsNeedApproval">The same on the key of a program.</param>
/// <param name="OcspAddress">Where one certificate is asked about.</param>
public sealed record AuthorityPolicy(
    IReadOnlyList<ProfileDescription> Profiles, TimeSpan RenewedBefore, TimeSpan ListInterval, TimeSpan ListLifetime, bool DevicesNeedApproval, bool ProgramsNeedApproval, Uri OcspAddress);

/// <summary>A kind of certificate.</summary>
/// <param name="Name">Such as <c>device-signature</c>.</param>
/// <param name="MinKeyBits">RSA, as is every key here.</param>
public sealed record ProfileDescription(string Name, int MinKeyBits, int MaxKeyBits, TimeSpan Lifetime);
