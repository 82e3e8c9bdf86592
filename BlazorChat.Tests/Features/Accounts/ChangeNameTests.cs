using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Accounts.Names;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace BlazorChat.Tests.Features.Accounts;

public sealed class ChangeNameTests : IAsyncLifetime
{
    private readonly LogLines logs = new();
    private AccountsHost host = null!;

    public async Task InitializeAsync() =>
        host = await AccountsHost.StartAsync(services => services.AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace)));

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_chosen_name_is_shown_and_the_directorys_comes_back()
    {
        var (alice, client) = await host.WithDeviceAsync("alice", "Alice Example");
        var told = new List<Guid>();
        using var watching = host.People.OnNameChosen(told.Add);

        var answer = await PutAsync(client, "  Foxe\u0301  ");

        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("chosen").GetString().ShouldBe("Foxé");
        var person = host.People.Current.Find(alice)!;
        (person.ShownName, person.DisplayName).ShouldBe(("Foxé", "Alice Example"));
        (await client.GetFromJsonAsync<JsonElement>("/api/me")).GetProperty("chosen").GetString().ShouldBe("Foxé");
        (await client.GetFromJsonAsync<JsonElement>("/api/users?query=foxe")).GetProperty("users")[0].GetProperty("chosen").GetString().ShouldBe("Foxé");
        host.People.Search("alice", 5).ShouldHaveSingleItem();

        (await client.DeleteAsync("/api/me/name")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        host.People.Current.Find(alice)!.ShownName.ShouldBe("Alice Example");
        host.People.Search("foxe", 5).ShouldBeEmpty();
        (await client.DeleteAsync("/api/me/name")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        told.ShouldBe([alice, alice]);
    }

    [Fact]
    public async Task A_chosen_name_survives_a_restart_and_former_ones_are_nowhere()
    {
        var (alice, client) = await host.WithDeviceAsync("alice");
        await ChoosesAsync(client, "Formername");
        await ChoosesAsync(client, "Foxy");

        await using (var database = await host.DatabaseAsync())
            (await AllTextOfAsync(database)).ShouldNotContain("Formername");
        logs.All.ShouldAllBe(line => !line.Contains("Formername", StringComparison.Ordinal) && !line.Contains("Foxy", StringComparison.Ordinal));

        host = await host.RestartAsync();
        host.People.Current.Find(alice)!.ShownName.ShouldBe("Foxy");
    }

    [Fact]
    public async Task Ones_own_display_name_is_no_chosen_one_and_may_be_written_otherwise()
    {
        var (alice, client) = await host.WithDeviceAsync("alice", "Alice Example");
        await host.WithDeviceAsync("namesake", "Alice Example");

        await ChoosesAsync(client, "Alice Example");
        host.People.Current.Find(alice)!.ChosenName.ShouldBeNull();
        await ChoosesAsync(client, "ALICE EXAMPLE");
        host.People.Current.Find(alice)!.ChosenName.ShouldBe("ALICE EXAMPLE");
        await ChoosesAsync(client, "Alice");
    }

    [Fact]
    public async Task A_page_made_for_somebody_else_does_nothing_in_the_name_of_who_signed_in_since()
    {
        var (alice, client) = await host.WithDeviceAsync("alice", "Alice Example");
        var (bob, _) = await host.WithDeviceAsync("bob");
        foreach (var other in new[] { $"{bob}", "alice" })
        {
            client.DefaultRequestHeaders.Remove("chat-user");
            client.DefaultRequestHeaders.Add("chat-user", other);
            (await PutAsync(client, "Foxy")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await client.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }
        host.People.Current.Find(alice)!.ChosenName.ShouldBeNull();

        client.DefaultRequestHeaders.Remove("chat-user");
        client.DefaultRequestHeaders.Add("chat-user", $"{alice}");
        await ChoosesAsync(client, "Foxy");
    }

    [Fact]
    public async Task Ones_own_display_name_in_other_letters_is_not_that_of_another()
    {
        await host.WithDeviceAsync("paul", "Paul Martin");
        var (_, client) = await host.WithDeviceAsync("paui", "Paui Martin");

        await RefusesAsync(client, "PauI Martin", NameRefusal.Taken);
        await ChoosesAsync(client, "paui martin");
    }

    [Theory]
    [InlineData("Bob Example")]
    [InlineData("bob example")]
    [InlineData("Воb Ехаmрlе")]
    [InlineData("Bob  ExampIe")]
    [InlineData("BOB-EXAMPLE!")]
    [InlineData("rob.ert")]
    [InlineData("Robert")]
    [InlineData("FOXY")]
    [InlineData("F0xy")]
    public async Task Nobody_takes_a_name_of_another_or_one_that_looks_like_it(string name)
    {
        var (_, bob) = await host.WithDeviceAsync("rob.ert", "Bob Example");
        await ChoosesAsync(bob, "Foxy");
        var (alice, client) = await host.WithDeviceAsync("alice");

        await RefusesAsync(client, name, name.Contains('В', StringComparison.Ordinal) ? NameRefusal.Alphabets : NameRefusal.Taken);
        host.People.Current.Find(alice)!.ChosenName.ShouldBeNull();
    }

    [Fact]
    public async Task Names_of_the_disabled_and_the_deleted_stay_theirs_and_a_name_given_up_is_free()
    {
        var (bob, his) = await host.WithDeviceAsync("bob", "Bob Example");
        var (eve, hers) = await host.WithDeviceAsync("eve", "Eve Example");
        await ChoosesAsync(his, "Foxy");
        await ChoosesAsync(hers, "Wolfy");
        await host.Accounts.DisableAsync(bob, Guid.NewGuid(), default);
        await host.Accounts.DeleteAsync(eve, Guid.NewGuid(), default);
        var (_, client) = await host.WithDeviceAsync("alice");

        foreach (var name in new[] { "Bob Example", "foxy", "Eve Example" })
            await RefusesAsync(client, name, NameRefusal.Taken);

        host.People.Current.Find(eve)!.ChosenName.ShouldBeNull();
        await ChoosesAsync(client, "Wolfy");
    }

    [Fact]
    public async Task Of_many_who_ask_for_one_name_at_once_one_gets_it()
    {
        var clients = new List<HttpClient>();
        for (var i = 0; i < 8; i++)
            clients.Add((await host.WithDeviceAsync($"user{i}")).Client);

        var answers = await Task.WhenAll(clients.Select((client, i) => PutAsync(client, i % 2 == 0 ? "Foxy" : "F0XY")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity).ShouldBe(7);
        host.People.Current.ByName.Count(person => person.ChosenName is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_name_that_the_directory_brings_goes_before_a_chosen_one()
    {
        var (alice, client) = await host.WithDeviceAsync("alice", "Alice Example");
        var (bob, other) = await host.WithDeviceAsync("bob", "Bob Example");
        await ChoosesAsync(client, "Carol King");
        await ChoosesAsync(other, "Dan");
        var told = new List<Guid>();
        using var watching = host.People.OnNameChosen(told.Add);
        var users = host.Services.GetRequiredService<Users>();

        var carol = await users.SignedInAsync(new DirectoryUser(Guid.NewGuid(), "carol", "CAROL KING", null, Disabled: false), default);
        await users.ChangeAsync(carol.Id, row => row.Username = "d.an", default);

        host.People.Current.Find(alice)!.ShownName.ShouldBe("Alice Example");
        host.People.Current.Find(bob)!.ShownName.ShouldBe("Bob Example");
        told.ShouldBe([alice, bob]);
        await using var database = await host.DatabaseAsync();
        (await database.Set<User>().CountAsync(user => user.ChosenName != null)).ShouldBe(0);
    }

    [Fact]
    public async Task Ten_changes_an_hour_are_enough_and_refusals_do_not_count()
    {
        await host.WithDeviceAsync("bob", "Bob Example");
        var (_, client) = await host.WithDeviceAsync("alice");
        for (var i = 0; i < 12; i++)
            await RefusesAsync(client, "Bob Example", NameRefusal.Taken);
        for (var i = 0; i < 10; i++)
            await ChoosesAsync(client, $"Foxy {i}");

        var answer = await PutAsync(client, "Foxy the last");
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta!.Value.TotalMinutes.ShouldBe(60, 1);
        (await client.DeleteAsync("/api/me/name")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        host.Clock.Advance(TimeSpan.FromHours(1));
        await ChoosesAsync(client, "Foxy the last");
    }

    [Fact]
    public async Task What_is_no_name_is_refused_with_a_sentence()
    {
        var (_, client) = await host.WithDeviceAsync("alice");
        await RefusesAsync(client, "Fo\u202Exy", NameRefusal.Characters);
        await RefusesAsync(client, "F", NameRefusal.TooShort);
        await RefusesAsync(client, new string('f', 41), NameRefusal.TooLong);
        await RefusesAsync(client, null, NameRefusal.Missing);
        await RefusesAsync(client, "Admin", NameRefusal.Reserved);

        foreach (var odd in new[] { "{\"name\":\"Fox\\ud83d\"}", "{\"name\":[\"Foxy\"]}", "{\"name\":7}", "null", "" })
            (await client.PutAsync("/api/me/name", new StringContent(odd, Encoding.UTF8, "application/json"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest, odd);
    }

    [Fact]
    public async Task A_name_is_changed_by_a_device_on_our_own_pages()
    {
        var (_, signedIn) = await host.SignedInAsync("alice");
        (await PutAsync(signedIn, "Foxy")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await signedIn.DeleteAsync("/api/me/name")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PutAsync(host.Client(), "Foxy")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var (_, client) = await host.WithDeviceAsync("bob");
        client.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");
        (await PutAsync(client, "Foxy")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string? name) => client.PutAsJsonAsync("/api/me/name", new { name });

    private static async Task ChoosesAsync(HttpClient client, string name) => (await PutAsync(client, name)).StatusCode.ShouldBe(HttpStatusCode.OK, name);

    private static async Task RefusesAsync(HttpClient client, string? name, string code)
    {
        var answer = await PutAsync(client, name);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, name);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("detail").GetString()!.ShouldEndWith(".");
    }

    /// <summary>Every text in every table.</summary>
    private static async Task<string> AllTextOfAsync(DbContext database)
    {
        var all = new StringBuilder();
        var connection = database.Database.GetDbConnection();
        await database.Database.OpenConnectionAsync();
        foreach (var table in database.Model.GetEntityTypes().Select(type => type.GetTableName()).Distinct())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                all.AppendJoin(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : reader.GetValue(i))).AppendLine();
        }
        return all.ToString();
    }
}
