using System.Diagnostics;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlazorChat.Tests.Support;

/// <summary>
/// A throw-away PostgreSQL in a folder of its own, reached by a socket there. Unless asked to, it never syncs: a test that kills it ends the server, not the machine.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    /// <summary>The product's tables in it, copied for each test.</summary>
    private const string Template = "empty";

    private static readonly Lazy<PostgresServer> One = new(() =>
    {
        var server = new PostgresServer();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("blazorchat-pg-").FullName;
    private readonly Lazy<bool> _template;
    private int _databases;
    private readonly bool _mounted;
    private bool _disposed;

    /// <param name="onSmallDisk">A disk of its own, in memory, that can be filled. As root.</param>
    /// <param name="syncs">As one that people trust, for measures.</param>
    public PostgresServer(bool onSmallDisk = false, bool syncs = false)
    {
        if (onSmallDisk)
        {
            Run("/usr/bin/mount", "-t", "tmpfs", "-o", "size=600m", "tmpfs", _folder);
            _mounted = true;
        }
        // The server refuses to run as root.
        if (Environment.IsPrivilegedProcess)
            Run("/usr/bin/chown", "postgres", _folder);
        RunAsServer("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"""
            listen_addresses = ''
            unix_socket_directories = '{_folder}'
            max_connections = 300
            shared_buffers = 64MB
            fsync = {(syncs ? "on" : "off")}
            full_page_writes = {(syncs ? "on" : "off")}
            autovacuum = {(syncs ? "on" : "off")}
            """);
        StopWithThisProcess();
        Start();
        _template = new Lazy<bool>(() =>
        {
            Create(Template, from: "template0");
            using var database = Open(Connection(Template));
            database.Database.EnsureCreated();
            database.Database.ExecuteSqlRaw(HostTables.Make);
            return true;
        });
    }

    /// <summary>For tests that do not stop it: started by the first that asks, gone with the process.</summary>
    public static PostgresServer Shared => One.Value;

    private string Filler => Path.Combine(_folder, "filler");

    private string Data => Path.Combine(_folder, "data");

    public static PostgreSqlChatDatabase Open(NpgsqlConnectionStringBuilder connection) =>
        new(new DbContextOptionsBuilder<PostgreSqlChatDatabase>().UseNpgsql(connection.ToString()).Options);

    /// <param name="database">Its name.</param>
    /// <param name="tables">Whether the product's tables are in it.</param>
    public NpgsqlConnectionStringBuilder Make(string database, bool tables = true)
    {
        _ = tables && _template.Value;
        Create(database, tables ? Template : "template0");
        return Connection(database);
    }

    public NpgsqlConnectionStringBuilder Make(bool tables = true) => Make($"t{Interlocked.Increment(ref _databases)}", tables);

    public bool Has(string database)
    {
        using var connection = new NpgsqlConnection(Connection("postgres").ToString());
        connection.Open();
        using var command = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = @p)", connection);
        command.Parameters.AddWithValue("p", database);
        return command.ExecuteScalar() is true;
    }

    public void Drop(string database) => Execute($"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)");

    public NpgsqlConnectionStringBuilder Connection(string database) => new()
    {
        Host = _folder,
        Username = "postgres",
        Database = database,
        Pooling = database is not ("postgres" or Template),
        MaxPoolSize = 20,
        MaxAutoPrepare = 100,
    };

    public void Start() => RunAsServer("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "start");

    /// <param name="how">fast ends connections; immediate is a crash.</param>
    public void Stop(string how = "fast") => RunAsServer("pg_ctl", "-D", Data, "-m", how, "-w", "stop");

    /// <summary>STOP: it takes connections, and says nothing. CONT: it goes on.</summary>
    public void Signal(string signal)
    {
        var id = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        Run("/bin/kill", $"-{signal}", id);
        Run("/usr/bin/pkill", $"-{signal}", "-P", id);
    }

    /// <summary>Takes all the room there is on its small disk.</summary>
    public void FillDisk()
    {
        using var filler = File.Create(Filler);
        var megabyte = new byte[1024 * 1024];
        try
        {
            while (true)
            {
                filler.Write(megabyte);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            return;
        }
    }

    public void EmptyDisk() => File.Delete(Filler);

    /// <summary>A full disk ends it if it cannot write its log.</summary>
    public void StartIfStopped()
    {
        try
        {
            RunAsServer("pg_ctl", "-D", Data, "status");
        }
        catch (InvalidOperationException)
        {
            Start();
        }
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            Stop("immediate");
        if (_mounted)
        {
            Run("/usr/bin/umount", "-l", _folder);
            Directory.Delete(_folder);
            return;
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A run of the tests that is killed says goodbye to nobody; a server left behind would hold what it inherited, and the folder.</summary>
    private void StopWithThisProcess() =>
        Process.Start(Detached("/bin/sh", "-c", $"""
            while kill -0 {Environment.ProcessId} 2>/dev/null && [ -d '{_folder}' ]; do sleep 1; done
            [ -f '{Data}/postmaster.pid' ] && kill -QUIT "$(head -1 '{Data}/postmaster.pid')"
            sleep 1
            rm -rf '{_folder}'
            """))!.Dispose();

    private void Create(string database, string from) => Execute($"CREATE DATABASE \"{database}\" TEMPLATE {from} STRATEGY = FILE_COPY");

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(Connection("postgres").ToString());
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static void RunAsServer(string tool, params string[] arguments)
    {
        // Debian keeps each major version in a folder of its own.
        var program = Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").Max(StringComparer.Ordinal)!, "bin", tool);
        if (Environment.IsPrivilegedProcess)
            Run("/usr/sbin/runuser", ["-u", "postgres", "--", program, .. arguments]);
        else
            Run(program, arguments);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(Detached(program, arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    // No pipe and no file of ours: a server would inherit it and keep it open. Nor our folder, which the other user may not enter.
    private static ProcessStartInfo Detached(string program, params string[] arguments) => new(
        "/bin/sh",
        ["-c", "exec \"$@\" </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-", "sh", program, .. arguments])
    {
        WorkingDirectory = "/",
    };
}
