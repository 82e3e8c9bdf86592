using BlazorChat.Directories;
using BlazorChat.Pki.Est;
using BlazorChat.Pki.Issuance;
using BlazorChat.Web.Features.Accounts.Names;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>The doors of accounts: register, sign in and out, sessions, people. A directory must be added beside it.</summary>
public static class AccountsSetup
{
    public const int MaxBodyBytes = 64 * 1024; // a form or a JSON body with a name and a password

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<OriginOptions>().BindConfiguration(OriginOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OriginOptions>, OriginOptionsCheck>();
        services.AddSingleton<PublicOrigin>();
        services.AddSingleton<People>();
        services.AddSingleton<IPeople>(provider => provider.GetRequiredService<People>());
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<ISessions>(provider => provider.GetRequiredService<SessionRegistry>());
        services.AddSingleton<IFollowHostChanges, FollowPeople>();
        services.AddHostedService<SessionUpkeep>();
        services.AddSingleton<IAccounts, AccountAdministration>();
        services.AddSingleton<AccountStanding>();
        services.AddSingleton<FinishShutOuts>();
        services.AddHostedService(provider => provider.GetRequiredService<FinishShutOuts>());
        services.AddSingleton<Users>();
        services.AddOptions<DirectoryOptions>().BindConfiguration(DirectoryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DirectoryOptions>, DirectoryOptionsCheck>();
        services.AddSingleton<Photos>();
        services.AddSingleton<IAccountWatcher>(provider => provider.GetRequiredService<Photos>());
        services.AddSingleton<DirectoryStandings>();
        services.AddSingleton<DirectoryPass>();
        services.AddSingleton<IDirectoryPass>(provider => provider.GetRequiredService<DirectoryPass>());
        services.AddHostedService(provider => provider.GetRequiredService<DirectoryPass>());
        services.AddSingleton<FirstAdministrator>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<RegistrationThrottle>();
        services.AddSingleton<OneTimeLinks>();
        services.AddSingleton<AccountLinks>();
        services.AddSingleton<IAccountLinks>(provider => provider.GetRequiredService<AccountLinks>());
        services.AddSingleton<NewPasswordByLink>();
        services.AddSingleton<VerifyPassword>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<IEstPeople, EstPeople>();
        services.AddSingleton<IKeyOwners, KeyOwners>();
        services.AddSingleton<Registration>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<ConfirmPassword>();
        services.AddSingleton<PasswordTexts>();
        services.AddSingleton<NameThrottle>();
        services.AddSingleton<ProposeGroups>();

        services.AddAuthentication(SessionCookie.Scheme).AddCookie(SessionCookie.Scheme, SessionCookie.Configure);
        services.AddSingleton<IAuthorizationHandler, SessionRequirementHandler>();
        services.AddAuthorizationBuilder()
            .AddPolicy(AccountPolicies.Session, Require(device: false, administrator: false))
            .AddPolicy(AccountPolicies.Device, Require(device: true, administrator: false))
            .AddPolicy(AccountPolicies.Administrator, Require(device: true, administrator: true))
            .AddPolicy(AccountPolicies.Auditor, policy => policy.RequireAuthenticatedUser().AddRequirements(new SessionRequirement(Device: true, Administrator: false, Auditor: true)));
        services.AddCascadingAuthenticationState();
        services.AddRequestLimit();
        return services;
    }

    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder app)
    {
        app.MapSignIn();
        app.MapSignOut();
        app.MapMe();
        app.MapChangeName();
        app.MapFindUsers();
        ProposeGroups.Map(app);
        app.MapFindPhotos();
        app.MapGetPhoto();
        return app;
    }

    /// <summary>Reads people and sessions into memory: after the database is there, before the first request.</summary>
    /// <exception cref="Operations.StartupException">The people here come from another directory than the one that is set.</exception>
    public static async Task OpenAccountsAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        await using var database = await services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync(cancellation);
        await DirectoryOrigin.CheckAsync(database, services.GetRequiredService<IUserDirectory>().Rules.Origin, cancellation);
        await services.GetRequiredService<Photos>().OpenAsync(database, cancellation);
        await services.GetRequiredService<People>().LoadAsync(database, cancellation);
        await services.GetRequiredService<SessionRegistry>().LoadAsync(database, cancellation);
    }

    private static Action<AuthorizationPolicyBuilder> Require(bool device, bool administrator) =>
        policy => policy.RequireAuthenticatedUser().AddRequirements(new SessionRequirement(device, administrator));
}
