namespace BlazorChat.Web.Features.Preferences;

/// <summary>The doors of preferences: the language. All others live in the browser.</summary>
public static class PreferencesSetup
{
    public static IEndpointRouteBuilder MapPreferences(this IEndpointRouteBuilder app)
    {
        app.MapSetLanguage();
        return app;
    }
}
