using BlazorChat.Web.Operations;
using BlazorChat.Web.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddErrorHandling();
builder.Services.AddShell();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseSecureContext();
app.UseErrorHandling();
app.UseSameOrigin();
app.UseRequestLocalization();
app.UseAntiforgery();
app.MapShell();
await app.RunAsync();
