using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace BlazorChat.Tests.Storage;

public sealed class StorageChoiceTests
{
    private const string Connection = "Host=db;Database=chat;Username=ann;Password=geheim";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sqlite")]
    public void SQLite_is_what_counts_unless_something_else_is_named(string? provider) =>
        Read((StorageChoice.ProviderSetting, provider), (StorageChoice.ConnectionSetting, Connection)).PostgreSql.ShouldBeNull();

    [Fact]
    public void A_server_that_hangs_is_given_up_in_time_unless_the_connection_string_says_otherwise()
    {
        var quick = new PostgreSqlConnection(new("Host=db;Database=chat"), ThisHost.Make()).Pooled;
        (quick.CommandTimeout, quick.Timeout, quick.TcpKeepAlive).ShouldBe((8, 5, true));
        new PostgreSqlConnection(new("Host=/run/postgresql;Database=chat"), ThisHost.Make()).Pooled.TcpKeepAlive.ShouldBeFalse();
        var patient = new PostgreSqlConnection(new("Host=db;Database=chat;CommandTimeout=60;Timeout=20;TCP Keepalive=false"), ThisHost.Make()).Pooled;
        (patient.CommandTimeout, patient.Timeout, patient.TcpKeepAlive).ShouldBe((60, 20, false));
    }

    [Fact]
    public void A_connection_string_keeps_what_it_says_and_takes_our_defaults_for_the_rest()
    {
        var server = Read((StorageChoice.ProviderSetting, "PostgreSQL"), (StorageChoice.ConnectionSetting, Connection + ";Maximum Pool Size=7")).PostgreSql.ShouldNotBeNull();
        (server.Host, server.Database, server.Username, server.Password, server.MaxPoolSize).ShouldBe(("db", "chat", "ann", "geheim", 7));
        (server.ApplicationName, server.MaxAutoPrepare).ShouldBe(("BlazorChat", 100));
        server.Options.ShouldNotBeNull().ShouldContain("idle_in_transaction_session_timeout");
    }

    [Fact]
    public void A_file_goes_before_the_string_itself()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"{Connection}\n");
            Read((StorageChoice.ProviderSetting, "PostgreSql"), (StorageChoice.ConnectionSetting, "Host=elsewhere;Database=x"), (StorageChoice.FileSetting, file)).PostgreSql!.Host.ShouldBe("db");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("Oracle", Connection, "Storage:Provider is Oracle; there are Sqlite and PostgreSql.")]
    [InlineData("PostgreSql", null, "Storage:ConnectionString is empty")]
    [InlineData("PostgreSql", "Host=db;Password=a;geheim=b;Database=x", "Storage:ConnectionString is not a connection string")]
    [InlineData("PostgreSql", "geheim", "Storage:ConnectionString is not a connection string")]
    [InlineData("PostgreSql", "Host=db;Port=geheim;Database=x", "Storage:ConnectionString is not a connection string")]
    [InlineData("PostgreSql", "Database=x;Password=geheim", "names no Host")]
    [InlineData("PostgreSql", "Host=db;Password=geheim", "names no Database")]
    public void What_cannot_be_is_refused_with_the_remedy_and_without_the_password(string provider, string? connection, string said)
    {
        var refused = Should.Throw<StartupException>(() => Read((StorageChoice.ProviderSetting, provider), (StorageChoice.ConnectionSetting, connection)));
        refused.Message.ShouldContain(said);
        refused.ToString().ShouldNotContain("geheim");
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Should.Throw<StartupException>(() => Read((StorageChoice.ProviderSetting, "PostgreSql"), (StorageChoice.FileSetting, "no-such-file"))).Message.ShouldContain("/home/no-such-file");

    private static StorageChoice Read(params (string Key, string? Value)[] settings) =>
        StorageChoice.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build(), "/home");
}
