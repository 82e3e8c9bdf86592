using BlazorChat.Directories.Ldap;
using BlazorChat.Directories.Ldap.Operations;
using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Walk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BlazorChat.Directories;

/// <summary>The door of an organisation's directory.</summary>
public static class LdapDirectorySetup
{
    private static readonly string[] Ready = ["ready"];

    /// <summary>Uses the directory that <c>Directory:Ldap:*</c> describes, with a health check named "directory". Relative paths of
    /// files begin at <paramref name="contentRoot"/>.</summary>
    /// <exception cref="DirectoryStartupException">A setting cannot be used.</exception>
    public static IServiceCollection AddLdapDirectory(this IServiceCollection services, IConfiguration configuration, string contentRoot)
    {
        services.TryAddSingleton(TimeProvider.System);
        var settings = ReadLdapSettings.From(ReadLdapOptions.From(configuration), contentRoot);
        services.AddSingleton(settings);
        services.AddSingleton<DirectoryServers>();
        services.AddSingleton<ReadUser>();
        services.AddSingleton<GroupMembership>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<Register>();
        services.AddSingleton<FindUser>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<SearchUsers>();
        services.AddSingleton<SetDisabled>();
        services.AddSingleton<GroupMembers>();
        services.AddSingleton<RoleGroups>();
        services.AddSingleton<RequiredMembers>();
        services.AddSingleton<ReadEverybody>();
        services.AddSingleton<PublishCertificates>();
        services.AddSingleton<IUserDirectory, LdapDirectory>();
        if (settings.Groups.Propose)
        {
            services.AddSingleton<FindGroups>();
            services.AddSingleton<FindGroupPeople>();
            services.AddSingleton<IDirectoryGroups, LdapGroups>();
        }
        if (settings.Attributes.Photo is not null)
            services.AddSingleton<IDirectoryPhotos, FindPhoto>();
        services.AddSingleton<LdapHealth>();
        services.AddSingleton<IDirectoryTest, LdapDirectoryTest>();
        services.AddHealthChecks().AddCheck<LdapHealth>(DirectoryHealth.Check, tags: Ready);
        return services;
    }
}
