using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlazorChat.Tests.Support;

/// <summary>
/// The database of a test that has a folder of its own: a file in it; or, in classes that say <see cref="OnPostgreSql"/>, one on the shared
/// PostgreSQL, called as the folder is.
/// </summary>
internal sealed class TestDatabase
{
    private static readonly AsyncLocal<PostgresServer?> Chosen = new();
    private static readonly bool AllOnPostgreSql = Environment.GetEnvironmentVariable("BLAZORCHAT_TESTS_DATABASE") == "PostgreSql";

    private readonly string _folder;
    private readonly PostgresServer? _server = Current;
    private readonly bool _pooling;

    private TestDatabase(string folder, bool pooling) => (_folder, _pooling) = (folder, pooling);

    /// <summary>What was asked for; unless the environment says that it is PostgreSQL for all, SQLite (null).</summary>
    private static PostgresServer? Current => Chosen.Value ?? (AllOnPostgreSql ? PostgresServer.Shared : null);

    public static bool IsPostgreSql => Current is not null;

    /// <summary>SQLite's.</summary>
    public string Connection => new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, "chat.db"), ForeignKeys = true, Pooling = _pooling }.ToString();

    /// <summary>PostgreSQL's.</summary>
    public NpgsqlConnectionStringBuilder Server => _server!.Connection(Name);

    private string Name => Path.GetFileName(_folder);

    /// <summary>
    /// As the first field of a class that runs the tests of another on PostgreSQL: fields are set before the constructor of the other runs, and
    /// what it says holds for everything the test does.
    /// </summary>
    public static bool OnPostgreSql() => On(PostgresServer.Shared);

    /// <summary>A server that is the test's own, to be stopped and started.</summary>
    public static bool On(PostgresServer server)
    {
        Chosen.Value = server;
        return true;
    }

    public static TestDatabase In(string folder, bool pooling = true) => new(folder, pooling);

    /// <summary>Makes it, unless it is there.</summary>
    public TestDatabase MakeSure()
    {
        if (_server is null)
            EmptyDatabase.MakeSure(Path.Combine(_folder, "chat.db"));
        else if (!_server.Has(Name))
            _server.Make(Name);
        return this;
    }

    public IServiceCollection AddTo(IServiceCollection services) => _server is not null ? services.AddSharedPostgreSql(Server) : services.AddSharedSqlite(Connection);

    /// <summary>Lets go of it; the folder is the caller's to delete.</summary>
    public void Drop()
    {
        if (_server is not null)
        {
            _server.Drop(Name);
            return;
        }
        using var connection = new SqliteConnection(Connection);
        SqliteConnection.ClearPool(connection);
    }
}
