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
    private static readonly AsyncLocal<bool> OnPostgres = new();

    private readonly string _folder;
    private readonly bool _onPostgres = OnPostgres.Value;
    private readonly bool _pooling;

    private TestDatabase(string folder, bool pooling) => (_folder, _pooling) = (folder, pooling);

    public static bool IsPostgreSql => OnPostgres.Value;

    /// <summary>SQLite's.</summary>
    public string Connection => new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, "chat.db"), ForeignKeys = true, Pooling = _pooling }.ToString();

    /// <summary>PostgreSQL's.</summary>
    public NpgsqlConnectionStringBuilder Server => PostgresServer.Shared.Connection(Name);

    private string Name => Path.GetFileName(_folder);

    /// <summary>
    /// As the first field of a class that runs the tests of another on PostgreSQL: fields are set before the constructor of the other runs, and
    /// what it says holds for everything the test does.
    /// </summary>
    public static bool OnPostgreSql() => OnPostgres.Value = true;

    public static TestDatabase In(string folder, bool pooling = true) => new(folder, pooling);

    /// <summary>Makes it, unless it is there.</summary>
    public TestDatabase MakeSure()
    {
        if (!_onPostgres)
            EmptyDatabase.MakeSure(Path.Combine(_folder, "chat.db"));
        else if (!PostgresServer.Shared.Has(Name))
            PostgresServer.Shared.Make(Name);
        return this;
    }

    public IServiceCollection AddTo(IServiceCollection services) => _onPostgres ? services.AddSharedPostgreSql(Server) : services.AddSharedSqlite(Connection);

    /// <summary>Lets go of it; the folder is the caller's to delete.</summary>
    public void Drop()
    {
        if (_onPostgres)
        {
            PostgresServer.Shared.Drop(Name);
            return;
        }
        using var connection = new SqliteConnection(Connection);
        SqliteConnection.ClearPool(connection);
    }
}
