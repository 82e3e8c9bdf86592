using System.Data.Common;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Pki.Est;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Features.Preferences;
using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Operations.Telemetry;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Shell;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Backup;
using BlazorChat.Web.Storage.Hosts;
using BlazorChat.Web.Storage.Moving;

try
{
    if (Commands.Help(args, Console.Out))
        return 0;
    if (AuthorityCommand.RunOffline(args) is { } ended)
        return ended;
    var builder = WebApplication.CreateBuilder(BackupCommands.SettingsIn(args));
    var data = DataFolder.Open(builder.Configuration, builder.Environment.ContentRootPath);
    if (await MoveCommand.RunAsync(args, builder, data) is { } moved)
        return moved;
    if (await BackupCommands.RunAsync(args, builder, data) is { } kept)
        return kept;
    builder.ListenByDefault();
    builder.ServeOwnHttps();
    builder.ListenForEst();
    builder.Services.AddOperations(builder.Configuration, data);
    builder.Services.AddTelemetry(builder.Configuration);
    builder.Services.AddKnownProxies(builder.Configuration);
    builder.Services.AddRelay(builder.Configuration); // ends after the storage, whose last commits it passes on
    builder.Services.AddStorage(builder.Configuration, builder.Environment.ContentRootPath, data);
    builder.Services.AddAuthority<ChatDatabase>(builder.Configuration, RequestLimit.ByAddress(RateLimits.OcspSignatures), HiddenInput.Reader);
    builder.Services.AddEst(builder.Configuration);
    builder.Services.AddUserDirectory<ChatDatabase>(builder.Configuration, builder.Environment.ContentRootPath);
    builder.Services.AddAccounts();
    builder.Services.AddDevices(builder.Configuration);
    builder.Services.AddConversations();
    builder.Services.AddMessages();
    builder.Services.AddPresence();
    builder.Services.AddAdmin();
    builder.Services.AddShell();

    var app = builder.Build();
    app.UseTelemetry();
    app.UseEstPort();
    app.UseForwardedHeaders();
    app.UseSecurityHeaders();
    app.UseRequestLocalization();   // before all that refuse: they say why in the reader's language
    app.UseOwnHttps();
    app.UseSecureContext();
    app.UseErrorHandling();
    app.UseSameOrigin();
    app.UseRouting();
    app.UseAuthentication();
    app.UseSamePerson();
    app.UseRateLimiter();
    app.UseAuthorization();
    app.UseAntiforgery();
    app.UseOutputCache();
    app.MapOperations();
    app.MapAuthority();
    app.MapEst();
    app.MapAccounts();
    app.MapDevices();
    app.MapConversations();
    app.MapMessages();
    app.MapPresence();
    app.MapPreferences();
    app.MapAdmin();
    app.MapShell();

    await app.Services.MigrateAsync();
    if (Commands.Find(args) is { } command)
        return await command(app.Services);
    await app.Services.CheckSharedKeysAsync(CancellationToken.None);
    await app.Services.BeginFollowingAsync(CancellationToken.None);
    await AuthorityStartup.OpenAsync(app.Services);
    await app.Services.OpenAccountsAsync(CancellationToken.None);
    await app.Services.OpenDevicesAsync(CancellationToken.None);
    await app.Services.OpenConversationsAsync(CancellationToken.None);
    await app.Services.OpenPresenceAsync(CancellationToken.None);
    await app.StartListeningAsync();
    await app.AnnounceAsync();
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception e) when (e is StartupException or AuthorityStartupException or DirectoryStartupException)
{
    await Console.Error.WriteLineAsync($"BlazorChat cannot start. {e.Message}");
    return 1;
}
catch (Exception e) when (DatabaseFault.Of(e) is DbException { IsTransient: true } fault)
{
    await Console.Error.WriteLineAsync($"BlazorChat cannot start. The database: {fault.Message} Start it again once the database answers.");
    return 1;
}
