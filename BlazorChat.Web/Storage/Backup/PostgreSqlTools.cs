using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using BlazorChat.Web.Operations;
using Npgsql;

namespace BlazorChat.Web.Storage.Backup;

/// <summary>
/// The server's own programs for dumps. The password goes through the environment, which only the same account reads: never on a command line, which everybody on
/// the machine reads; and there is no shell.
/// </summary>
internal static class PostgreSqlTools
{
    /// <summary>Where Debian keeps those of each major version; the newest reads all older servers.</summary>
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <exception cref="StartupException">It is not installed, or failed.</exception>
    public static async Task RunAsync(string tool, NpgsqlConnectionStringBuilder to, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Find(tool), ["--no-password", .. arguments]) { RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var (name, value) in Environment(to))
            start.Environment[name] = value;
        using var process = Start(start, tool);
        try
        {
            process.StandardInput.Close();
            var said = await process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
                throw new StartupException($"{tool} failed: {said.Trim().ReplaceLineEndings(" ")}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>https://www.postgresql.org/docs/15/libpq-envars.html.</summary>
    internal static IEnumerable<(string Name, string Value)> Environment(NpgsqlConnectionStringBuilder to)
    {
        var hosts = to.Host!.Split(',').Select(host => Split(host.Trim(), to.Port)).ToList();
        yield return ("PGHOST", string.Join(',', hosts.Select(host => host.Host)));
        yield return ("PGPORT", string.Join(',', hosts.Select(host => host.Port)));
        yield return ("PGDATABASE", to.Database!);
        yield return ("PGCONNECT_TIMEOUT", "15");
        // Npgsql and libpq have one list of words, written differently.
        yield return ("PGSSLMODE", to.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() });
        (string, string?)[] rest = [("PGUSER", to.Username), ("PGPASSWORD", to.Password), ("PGPASSFILE", to.Passfile), ("PGSSLROOTCERT", to.RootCertificate), ("PGSSLCERT", to.SslCertificate), ("PGSSLKEY", to.SslKey)];
        foreach (var (name, value) in rest)
        {
            if (!string.IsNullOrEmpty(value))
                yield return (name, value);
        }
    }

    private static (string Host, string Port) Split(string host, int port) =>
        // A folder is that of a socket; a second colon makes it an IPv6 address.
        !host.StartsWith('/') && host.IndexOf(':', StringComparison.Ordinal) is >= 0 and var at && at == host.LastIndexOf(':')
            ? (host[..at], host[(at + 1)..])
            : (host, port.ToString(CultureInfo.InvariantCulture));

    private static string Find(string tool)
    {
        var newest = !Directory.Exists(DebianFolder) ? null : Directory.GetDirectories(DebianFolder)
            .Select(folder => (Version: int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0, File: Path.Combine(folder, "bin", tool)))
            .Where(found => File.Exists(found.File)).OrderByDescending(found => found.Version).Select(found => found.File).FirstOrDefault();
        return newest ?? tool; // on the path
    }

    private static Process Start(ProcessStartInfo start, string tool)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new StartupException($"{tool} is not installed here. Install the client programs of PostgreSQL, of the server's version or newer (Debian: postgresql-client).", e);
        }
    }
}
