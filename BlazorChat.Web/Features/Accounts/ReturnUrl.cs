namespace BlazorChat.Web.Features.Accounts;

/// <summary>An address to go to after signing in, which only ever lies on this site.</summary>
internal static class ReturnUrl
{
    private const int MaxLength = 2048;

    /// <summary>The address when it is a path of this site, otherwise null.</summary>
    public static string? Local(string? typed)
    {
        if (typed is not ['/', ..] || typed.Length > MaxLength)
            return null;
        // "//host" and "/\host" are other sites to a browser, which also drops tabs and newlines in between.
        if (typed is [_, '/' or '\\', ..] || typed.Any(c => char.IsControl(c) || c == '\\'))
            return null;
        return typed;
    }

    /// <summary>Where somebody who has just signed in goes: the device proves its key, then on.</summary>
    public static string ToDevice(string? typed) => With("/device", typed);

    public static string ToSignIn(string? typed) => With("/login", typed);

    /// <summary>Links between the two forms keep where to go and the administrator's token.</summary>
    public static string Between(string page, string? typed, string? admin)
    {
        var query = QueryString.Empty;
        if (Local(typed) is { } local)
            query = query.Add("return", local);
        if (!string.IsNullOrEmpty(admin))
            query = query.Add("admin", admin);
        return page + query;
    }

    private static string With(string page, string? typed) => Between(page, typed, admin: null);
}
