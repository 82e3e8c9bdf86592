using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlazorChat.Tests.Support;

/// <summary>An empty database of its own, opened as the product opens it. Gone on dispose.</summary>
internal sealed class ScratchDatabase : IDisposable, IDbContextFactory<ChatDatabase>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("blazorchat-").FullName;
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    public ScratchDatabase()
    {
        _database = TestDatabase.In(_folder).MakeSure();
        _services = _database.AddTo(new ServiceCollection()).BuildServiceProvider();
    }

    public string Connection => _database.Connection;

    public AppendDialect Dialect => _services.GetRequiredService<AppendDialect>();

    public IServiceCollection AddTo(IServiceCollection services) => _database.AddTo(services);

    public ChatDatabase CreateDbContext() => _services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContext();

    /// <summary>The group append of this database, already started.</summary>
    public GroupAppend StartAppend(Func<AppendDialect, AppendDialect>? dialect = null)
    {
        var runner = new GroupRunner(this, dialect is null ? Dialect : dialect(Dialect), [], TimeProvider.System, NullLogger<GroupRunner>.Instance);
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
        _database.Drop();
        Directory.Delete(_folder, recursive: true);
    }
}
