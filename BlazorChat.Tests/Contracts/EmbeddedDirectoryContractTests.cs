using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.Contracts;

public sealed class EmbeddedDirectoryContractTests : DirectoryContract, IAsyncLifetime
{
    private readonly string folder = System.IO.Directory.CreateTempSubdirectory("directory-").FullName;
    private ServiceProvider services = null!;

    protected override IUserDirectory Users => services.GetRequiredService<IUserDirectory>();

    public Task InitializeAsync()
    {
        services = new ServiceCollection()
            .AddSingleton(new PasswordHashing(iterations: 1_000))
            .AddSqlite($"Data Source={Path.Combine(folder, "chat.db")};Pooling=False")
            .AddEmbeddedDirectory<ChatDatabase>()
            .BuildServiceProvider();
        EmptyDatabase.MakeSure(Path.Combine(folder, "chat.db"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        System.IO.Directory.Delete(folder, recursive: true);
    }
}
