using BlazorChat.Web.Operations;
using BlazorChat.Web.Shell;
using BlazorChat.Web.Storage;

try
{
    var builder = WebApplication.CreateBuilder(args);
    var data = DataFolder.Open(builder.Configuration, builder.Environment.ContentRootPath);
    builder.ListenByDefault();
    builder.Services.AddOperations(data);
    builder.Services.AddStorage(data);
    builder.Services.AddShell();

    var app = builder.Build();
    app.UseSecurityHeaders();
    app.UseSecureContext();
    app.UseErrorHandling();
    app.UseSameOrigin();
    app.UseRouting();
    app.UseRequestLocalization();
    app.UseAntiforgery();
    app.MapOperations();
    app.MapShell();

    await app.Services.MigrateAsync();
    await app.StartListeningAsync();
    await app.WaitForShutdownAsync();
    return 0;
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync($"BlazorChat cannot start. {e.Message}");
    return 1;
}
