namespace BlazorChat.Pki.Revocation;

/// <summary>Which keys an act is about.</summary>
public abstract record KeySelection
{
    private KeySelection() { }

    /// <summary>These keys.</summary>
    public static KeySelection Of(params string[] kids) => new ByKid(kids);

    /// <summary>Both keys of a device; device "recovery": every recovery key the user ever had.</summary>
    public static KeySelection OfDevice(Guid user, string device) => new ByDevice(user, device);

    /// <summary>Every key of a user, recovery included.</summary>
    public static KeySelection OfUser(Guid user) => new ByUser(user);

    internal sealed record ByKid(IReadOnlyList<string> Kids) : KeySelection;

    internal sealed record ByDevice(Guid User, string Device) : KeySelection;

    internal sealed record ByUser(Guid User) : KeySelection;
}

/// <summary>An act of revocation is done and published.</summary>
/// <param name="CrlNumber">The CRL that says so.</param>
/// <param name="Changed">The keys whose state this act changed; empty if all were so already.</param>
public sealed record RevocationResult(long CrlNumber, IReadOnlyList<string> Changed);
