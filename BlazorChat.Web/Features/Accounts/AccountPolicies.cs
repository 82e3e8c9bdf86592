namespace BlazorChat.Web.Features.Accounts;

/// <summary>Who may: names of authorisation policies, for pages (<c>[Authorize(Policy = AccountPolicies.Device)]</c>).</summary>
public static class AccountPolicies
{
    /// <summary>Signed in.</summary>
    public const string Session = "session";

    /// <summary>Signed in, and the session is bound to a device that proved its key.</summary>
    public const string Device = "device";

    /// <summary>Signed in as an administrator of the installation.</summary>
    public const string Administrator = "administrator";

    /// <summary>Signed in as an administrator or an auditor: may see the administration.</summary>
    public const string Auditor = "auditor";
}

/// <summary>The same for endpoints. They are checked before the body is read:
/// 401 <c>signed-out</c>, 403 <c>no-device</c>, 403 <c>not-administrator</c> under /api, redirects elsewhere.</summary>
public static class AccountRequirements
{
    public static TBuilder RequireSession<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(AccountPolicies.Session);

    public static TBuilder RequireDevice<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(AccountPolicies.Device);

    public static TBuilder RequireAdministrator<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(AccountPolicies.Administrator);
}
