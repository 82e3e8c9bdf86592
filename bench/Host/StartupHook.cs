#pragma warning disable CA1050, MA0047 // the runtime looks for this class outside of every namespace
/// <summary>Named by DOTNET_STARTUP_HOOKS: its only work is that this assembly is loaded into the host, where the hosting startup is found by name.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        // Loaded, that is all.
    }
}
