using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.Contracts;

public sealed class EmbeddedDirectoryContractTests : DirectoryContract, IAsyncLifetime
{
    private readonly string folder = System.IO.Directory.CreateTempSubdirectory("directory-").FullName;
    private ServiceProvider services = null!;

    protected override IUserDirectory Users => services.GetRequiredService<IUserDirectory>();

    public async Task InitializeAsync()
    {
        services = new ServiceCollection()
            .AddSingleton(new PasswordHashing(iterations: 1_000))
            .AddSqlite($"Data Source={Path.Combine(folder, "chat.db")};Pooling=False")
            .AddEmbeddedDirectory<ChatDatabase>()
            .BuildServiceProvider();
        await using var database = await services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();
        await database.Database.EnsureCreatedAsync();
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        System.IO.Directory.Delete(folder, recursive: true);
    }
}
