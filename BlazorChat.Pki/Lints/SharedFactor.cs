namespace BlazorChat.Pki.Lints;

/// <summary>Two certified keys have a prime in common: anybody can work out both private keys. Both were revoked when it was found.</summary>
/// <param name="Kid">The younger key.</param>
/// <param name="OtherKid">The older one.</param>
public sealed record SharedFactor(string Kid, string OtherKid, DateTimeOffset FoundAt);
