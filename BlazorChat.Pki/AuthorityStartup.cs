using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Tls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki;

/// <summary>
/// Opens the authority, once, after the database is there and before the host runs. The first time it makes root, issuing
/// CA and their CRLs; afterwards it opens the same.
/// </summary>
public static partial class AuthorityStartup
{
    private const string LogCategory = "BlazorChat.Pki.AuthorityStartup";

    /// <exception cref="AuthorityStartupException">It cannot; the message names the setting and the remedy.</exception>
    public static async Task<AuthorityDescription> OpenAsync(IServiceProvider services, CancellationToken cancellation = default)
    {
        _ = services.GetRequiredService<IssuancePolicy>(); // read, so that a wrong setting stops the start
        await services.GetRequiredService<InstalledIssuers>().OpenAsync(cancellation);
        await services.GetRequiredService<RootCrlPublisher>().EnsureFreshAsync(cancellation);
        await services.GetRequiredService<CrlPublisher>().OpenAsync(cancellation);
        if (services.GetService<ServerCertificate>() is { } server)
            await server.OpenAsync(cancellation);

        var description = services.GetRequiredService<IAuthority>().Description;
        Report(services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory), description, services.GetRequiredService<OpenedAuthority>().Keys);
        await services.GetRequiredService<EndingsSchedule>().SayAsync(cancellation);
        return description;
    }

    private static void Report(ILogger logger, AuthorityDescription description, AuthorityKeys keys)
    {
        if (description.Created)
            LogCreated(logger, description.Folder, description.RootFingerprint);
        else
            LogOpened(logger, description.Folder, description.RootFingerprint);
        if (description.PassphraseGenerated)
            LogPassphraseBeside(logger, description.PassphraseFile);
        else if (File.Exists(description.PassphraseFile) && PrivateFile.IsOpenToOthers(description.PassphraseFile))
            LogPassphraseOpen(logger, description.PassphraseFile);
        if (description.PublicUrlAssumed)
            LogPublicUrlAssumed(logger, description.PublicUrl);
        foreach (var issuer in keys.Issuers.Where(issuer => issuer.Key is null))
            LogKeyMissing(logger, issuer.Certificate.Name);
        foreach (var path in keys.Tightened)
            LogTightened(logger, path);
    }

    [LoggerMessage(1000, LogLevel.Information, "Created the certificate authority in {Folder}; SHA-256 of its root: {Fingerprint}")]
    private static partial void LogCreated(ILogger logger, string folder, string fingerprint);

    [LoggerMessage(1001, LogLevel.Information, "Opened the certificate authority in {Folder}; SHA-256 of its root: {Fingerprint}")]
    private static partial void LogOpened(ILogger logger, string folder, string fingerprint);

    [LoggerMessage(1002, LogLevel.Warning, "The passphrase of the authority's keys was generated and lies beside them in {File}: who copies the folder has the keys. Keep it elsewhere and set Pki:PassphraseFile")]
    private static partial void LogPassphraseBeside(ILogger logger, string file);

    [LoggerMessage(1003, LogLevel.Warning, "Other accounts of this machine can read {File}, the passphrase of the authority's keys. Take their rights away: chmod go= {File}")]
    private static partial void LogPassphraseOpen(ILogger logger, string file);

    [LoggerMessage(1004, LogLevel.Warning, "Pki:PublicUrl is not set, so certificates say {Url}. Set it before people enrol if they reach this installation under another address")]
    private static partial void LogPublicUrlAssumed(ILogger logger, Uri url);

    [LoggerMessage(1007, LogLevel.Warning, "The key of {Name} is not here: its revocation list cannot be signed any more")]
    private static partial void LogKeyMissing(ILogger logger, string name);

    [LoggerMessage(1005, LogLevel.Warning, "Other accounts could read {Path}; that is taken away now. If they may have, make a new authority")]
    private static partial void LogTightened(ILogger logger, string path);
}
