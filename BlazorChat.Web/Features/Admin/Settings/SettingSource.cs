using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace BlazorChat.Web.Features.Admin.Settings;

internal enum SettingOrigin
{
    File,
    Environment,
    CommandLine,

    /// <summary>Made of other settings at the start, such as the https address beside <c>urls</c>.</summary>
    Program,
}

/// <summary>Where a value was read.</summary>
/// <param name="Origin">Of which kind that is.</param>
/// <param name="Name">Of the file or the variable.</param>
internal sealed record SettingSource(SettingOrigin Origin, string? Name = null)
{
    /// <summary>What ASP.NET reads such variables by, besides the plain name.</summary>
    private static readonly string[] Prefixes = ["", "ASPNETCORE_", "DOTNET_"];

    /// <summary>Null: nobody has set it.</summary>
    public static SettingSource? Of(string key, IReadOnlyList<IConfigurationProvider> providers)
    {
        // What a program sets in a configuration goes to every provider, over what each had read.
        if (providers.Count > 1 && providers.All(provider => provider.TryGet(key, out _)) && providers.Select(provider => Value(provider, key)).Distinct().Count() == 1)
            return new SettingSource(SettingOrigin.Program);
        return providers.LastOrDefault(provider => provider.TryGet(key, out _)) switch
        {
            null => null,
            FileConfigurationProvider file => new SettingSource(SettingOrigin.File, file.Source.Path),
            EnvironmentVariablesConfigurationProvider => new SettingSource(SettingOrigin.Environment, Variable(key)),
            CommandLineConfigurationProvider => new SettingSource(SettingOrigin.CommandLine),
            _ => new SettingSource(SettingOrigin.Program),
        };
    }

    /// <summary>Those of a configuration inside another one in its place; what comes later wins.</summary>
    public static IEnumerable<IConfigurationProvider> Providers(IConfiguration configuration) =>
        configuration is not IConfigurationRoot root ? [] : root.Providers.SelectMany(provider => provider is ChainedConfigurationProvider chained ? Providers(chained.Configuration) : [provider]);

    private static string? Value(IConfigurationProvider provider, string key) => provider.TryGet(key, out var value) ? value : null;

    private static string Variable(string key)
    {
        var name = key.Replace(":", "__", StringComparison.Ordinal);
        var given = Environment.GetEnvironmentVariables().Keys.Cast<string>().ToList();
        return Prefixes.Select(prefix => given.Find(variable => variable.Equals(prefix + name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(found => found is not null) ?? name;
    }
}
