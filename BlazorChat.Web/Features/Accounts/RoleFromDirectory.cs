using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// Which role somebody has after the directory was asked. Where a group is configured the directory is the truth for its role. One
/// exception keeps the first set-up from locking itself out: whoever became administrator by the link that is printed at start stays one
/// until somebody of the administrators' group has signed in.
/// </summary>
internal static class RoleFromDirectory
{
    /// <param name="user">As stored.</param>
    /// <param name="person">As the directory has them; a role it does not speak of stays.</param>
    /// <param name="groupTookOver">Somebody of the administrators' group, not disabled, has an account here.</param>
    public static (UserRole Role, bool FromDirectory) Of(User user, DirectoryUser person, bool groupTookOver)
    {
        if (person.IsAdministrator is true)
            return (UserRole.Administrator, true);
        var staysAdministrator = user.Role is UserRole.Administrator && (person.IsAdministrator is null || (!user.RoleFromDirectory && !groupTookOver));
        if (staysAdministrator)
            return (user.Role, user.RoleFromDirectory);
        if (person.IsAuditor is true)
            return (UserRole.Auditor, true);
        return user.Role is UserRole.Auditor && person.IsAuditor is null ? (user.Role, user.RoleFromDirectory) : (UserRole.Member, false);
    }

    /// <summary>Whether this account, as stored, is one of the administrators' group that could take over.</summary>
    public static bool TakesOver(User user, DirectoryUser? person) =>
        person is { IsAdministrator: true, Disabled: false } && user is { Disabled: false };
}
