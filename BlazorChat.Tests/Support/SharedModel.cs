using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BlazorChat.Tests.Support;

internal static class SharedModel
{
    /// <summary>
    /// The product's SQLite, for one of many hosts in this process. Entity Framework keeps its model and what it compiled by logger factory, and
    /// each host has its own: so those whose log nobody reads name one and the same here, or each would build all of it anew.
    /// </summary>
    public static IServiceCollection AddSharedSqlite(this IServiceCollection services, string connection) =>
        services.AddSqlite(connection).ConfigureDbContext<SqliteChatDatabase>(ShareModel);

    /// <summary>The product's PostgreSQL, likewise.</summary>
    public static IServiceCollection AddSharedPostgreSql(this IServiceCollection services, NpgsqlConnectionStringBuilder connection) =>
        services.AddPostgreSql(connection).ConfigureDbContext<PostgreSqlChatDatabase>(ShareModel);

    private static void ShareModel(IServiceProvider provider, DbContextOptionsBuilder options)
    {
        if (!provider.GetServices<ILoggerProvider>().Any())
            options.UseLoggerFactory(NullLoggerFactory.Instance);
    }
}
