using System.Threading.RateLimiting;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Lints;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;
using BlazorChat.Pki.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace BlazorChat.Pki;

/// <summary>The first door of the authority: its services.</summary>
public static class AuthorityServices
{
    /// <summary>Of the health check of what ends: degraded at worst, and it asks nobody.</summary>
    public const string HealthTag = "endings";

    /// <summary>
    /// Adds <see cref="IAuthority"/>. Needs an <see cref="IDbContextFactory{TContext}"/> whose model has the configurations of
    /// this assembly, and <see cref="AuthorityStartup.OpenAsync"/> once the database is there and before the host runs.
    /// </summary>
    /// <param name="configuration">The whole of it: read are <c>Pki:*</c>, <c>Https:*</c>, <c>Data:Path</c> and where the host listens.</param>
    /// <param name="ocspSignatures">How often OCSP answers are signed for one request alone; a signature takes a core for 2 ms.</param>
    /// <param name="secret">Reads a line at the terminal without showing it; null: there is none.</param>
    /// <exception cref="AuthorityStartupException"><c>Https:Enabled</c> is neither true nor false.</exception>
    public static IServiceCollection AddAuthority<TContext>(this IServiceCollection services, IConfiguration configuration, PartitionedRateLimiter<HttpContext> ocspSignatures, Func<string?>? secret = null)
        where TContext : DbContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILeader, AlwaysLeads>();
        services.TryAddSingleton<IDatabaseFaults, NoTransientFaults>();
        services.TryAddSingleton<IKeyOwners, AnyKeyOwner>();
        services.TryAddSingleton(CaKeySource.Fresh);
        services.AddSingleton(provider => AuthoritySettings.Read(configuration, provider.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory) with { Secret = secret });
        services.AddSingleton<AuthorityDatabase, AuthorityDatabase<TContext>>();
        services.AddSingleton<AuthorityFolder>();
        services.AddSingleton<OpenedAuthority>();
        services.AddSingleton<InstalledIssuers>();
        services.AddSingleton<LedgerJournal>();
        services.AddSingleton<VerifyLedger>();
        services.AddSingleton<ILedger, ReadLedger>();
        services.AddHostedService<LedgerChecks>();
        services.AddSingleton<LeafSigner>();
        services.AddSingleton(_ => IssuancePolicy.Read(configuration));
        services.AddSingleton<Admission>();
        services.AddSingleton<KnownKeys>();
        services.AddSingleton<CertifyKeys>();
        services.AddSingleton<IssueClientCertificate>();
        services.AddSingleton<DescribeRequest>();
        services.AddSingleton<ICertificateRequests, CertificateRequests>();
        services.AddSingleton<IssueCertificates>();
        services.AddSingleton<RenameKeys>();
        services.AddSingleton<RecertifyKeys>();
        services.AddSingleton<ReadCertificates>();
        services.AddSingleton<IClientKeys, ClientKeys>();
        services.AddSingleton<IGoodKeys, GoodKeys>();
        services.AddSingleton<ValidateKey>();
        services.AddSingleton<ChangeStanding>();
        services.AddSingleton<Watchers>();
        services.AddSingleton<CrlPublisher>();
        services.AddSingleton<RootCrlPublisher>();
        services.AddHostedService<CrlSchedule>();
        services.AddSingleton<FindSharedFactors>();
        services.AddHostedService<SharedFactorsSchedule>();
        services.AddSingleton<IEndings, FindEndings>();
        services.AddSingleton<EndingsSchedule>();
        services.AddHostedService(provider => provider.GetRequiredService<EndingsSchedule>());
        services.AddSingleton<AuthorityHealth>();
        services.Configure<HealthCheckServiceOptions>(checks => checks.Registrations.Add(
            new HealthCheckRegistration("authority", provider => provider.GetRequiredService<AuthorityHealth>(), failureStatus: null, [HealthTag])));
        services.TryAddSingleton(OcspKeySource.Fresh);
        services.AddSingleton(new OcspLimit(ocspSignatures));
        services.AddSingleton<OcspCounter>();
        services.AddSingleton<OcspIssuers>();
        services.AddSingleton<OcspSigners>();
        services.AddSingleton<SigningThread>();
        services.AddSingleton<SignAnswer>();
        services.AddSingleton<FindSerials>();
        services.AddSingleton<KeptAnswers>();
        services.AddSingleton<AnswerOcsp>();
        services.AddSingleton<AskOwnResponder>();
        services.AddSingleton<DescribeCertificate>();
        services.AddSingleton<ICertificateCatalogue, CertificateCatalogue>();
        services.AddSingleton<IAuthority, Authority>();
        if (HttpsSettings.IsEnabled(configuration))
            services.AddServerCertificate(configuration);
        return services;
    }

    private static void AddServerCertificate(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => HttpsSettings.Read(configuration, provider.GetRequiredService<AuthoritySettings>()));
        services.AddSingleton<ServerKeyFile>();
        services.AddSingleton<ServerCertificate>();
        services.AddSingleton<IServerCertificate>(provider => provider.GetRequiredService<ServerCertificate>());
        services.AddHostedService<ServerCertificateSchedule>();
    }
}
