using BlazorChat.Web.Operations;
using Npgsql;

namespace BlazorChat.Web.Storage;

/// <summary>Which database the settings name.</summary>
/// <param name="PostgreSql">Null: SQLite, in the data folder.</param>
internal sealed record StorageChoice(NpgsqlConnectionStringBuilder? PostgreSql)
{
    public const string ProviderSetting = "Storage:Provider";
    public const string ConnectionSetting = "Storage:ConnectionString";
    public const string FileSetting = "Storage:ConnectionStringFile";
    public const string SqliteProvider = "Sqlite";
    public const string PostgreSqlProvider = "PostgreSql";

    private const string Example = "Host=db.example.org;Database=blazorchat;Username=blazorchat;Password=…";

    /// <summary>
    /// What counts unless the connection string says otherwise. Two hosts share the 100 connections that a server allows by default. A host that is
    /// frozen in the middle of a transaction holds the rows it locked for 10 s, not for as long as it is frozen.
    /// </summary>
    private const string Defaults =
        "Application Name=BlazorChat;Maximum Pool Size=40;Max Auto Prepare=100;Options='-c idle_in_transaction_session_timeout=10s';";

    /// <exception cref="StartupException">There is no such provider, or PostgreSQL is wanted and the connection string missing or wrong.</exception>
    public static StorageChoice Read(IConfiguration configuration, string contentRoot) => (configuration[ProviderSetting] ?? "").Trim() switch
    {
        "" => new StorageChoice((NpgsqlConnectionStringBuilder?)null),
        var name when name.Equals(SqliteProvider, StringComparison.OrdinalIgnoreCase) => new StorageChoice((NpgsqlConnectionStringBuilder?)null),
        var name when name.Equals(PostgreSqlProvider, StringComparison.OrdinalIgnoreCase) => new StorageChoice(ReadConnection(configuration, contentRoot)),
        var name => throw new StartupException($"{ProviderSetting} is {name}; there are {SqliteProvider} and {PostgreSqlProvider}."),
    };

    /// <summary>The connection to PostgreSQL, whichever provider is set. Nothing of it is repeated in a refusal: there is a password in it.</summary>
    /// <exception cref="StartupException">It is missing or wrong.</exception>
    public static NpgsqlConnectionStringBuilder ReadConnection(IConfiguration configuration, string contentRoot)
    {
        var (setting, text) = configuration[FileSetting] is { Length: > 0 } file
            ? (FileSetting, ReadFile(Path.GetFullPath(file, contentRoot)))
            : (ConnectionSetting, configuration[ConnectionSetting]);
        if (string.IsNullOrWhiteSpace(text))
            throw new StartupException($"{setting} is empty. Name the PostgreSQL database: {Example}, or put that on one line of a file and name the file in {FileSetting}.");
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(Defaults + text.Trim());
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            // The cause may quote a part of the password: it is not passed on.
            throw new StartupException($"{setting} is not a connection string that Npgsql understands. Write {Example}; a value with ; or = in it stands in quotation marks.");
        }
        if (string.IsNullOrWhiteSpace(connection.Host) || string.IsNullOrWhiteSpace(connection.Database))
            throw new StartupException($"{setting} names no {(string.IsNullOrWhiteSpace(connection.Host) ? "Host" : "Database")}. Write {Example}");
        return connection;
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{FileSetting} is {path}, which cannot be read ({e.Message}). Put the connection string into it, on one line, readable by the user who runs BlazorChat.", e);
        }
    }
}
