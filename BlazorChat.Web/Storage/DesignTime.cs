using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace BlazorChat.Web.Storage;

/// <summary>For <c>dotnet ef migrations add NAME --context SqliteChatDatabase --output-dir Storage/Migrations/Sqlite</c>; never used at run time.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteChatDatabase>
{
    public SqliteChatDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteChatDatabase>().UseSqlite("Data Source=:memory:").Options);
}

/// <summary>For <c>dotnet ef migrations add NAME --context PostgreSqlChatDatabase --output-dir Storage/Migrations/PostgreSql</c>; connects to nothing.</summary>
internal sealed class PostgreSqlDesignTime : IDesignTimeDbContextFactory<PostgreSqlChatDatabase>
{
    public PostgreSqlChatDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlChatDatabase>().UseNpgsql("Host=localhost").Options);
}
