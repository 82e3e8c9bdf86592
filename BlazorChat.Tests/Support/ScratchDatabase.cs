using BlazorChat.Web.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlazorChat.Tests.Support;

/// <summary>An empty SQLite database in a file of its own, opened as the product opens it. Gone on dispose.</summary>
internal sealed class ScratchDatabase : IDisposable, IDbContextFactory<ChatDatabase>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("blazorchat-").FullName;
    private readonly ServiceProvider _services;

    public ScratchDatabase()
    {
        Connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, "chat.db"), ForeignKeys = true }.ToString();
        _services = new ServiceCollection().AddSqlite(Connection).BuildServiceProvider();
        EmptyDatabase.MakeSure(Path.Combine(_folder, "chat.db"));
    }

    public string Connection { get; }

    public AppendDialect Dialect => _services.GetRequiredService<AppendDialect>();

    public ChatDatabase CreateDbContext() => _services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContext();

    /// <summary>The group append of this database, already started.</summary>
    public GroupAppend StartAppend(Func<AppendDialect, AppendDialect>? dialect = null)
    {
        var runner = new GroupRunner(this, dialect is null ? Dialect : dialect(Dialect), TimeProvider.System, NullLogger<GroupRunner>.Instance);
        var append = new GroupAppend(runner, NullLogger<GroupAppend>.Instance);
        _ = append.StartAsync(CancellationToken.None);
        return append;
    }

    public T Scalar<T>(string sql)
    {
        using var database = CreateDbContext();
        database.Database.OpenConnection();
        using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return (T)Convert.ChangeType(command.ExecuteScalar()!, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Execute(string sql)
    {
        using var database = CreateDbContext();
        database.Database.ExecuteSqlRaw(sql);
    }

    public void Dispose()
    {
        _services.Dispose();
        using (var connection = new SqliteConnection(Connection))
            SqliteConnection.ClearPool(connection);
        Directory.Delete(_folder, recursive: true);
    }
}
