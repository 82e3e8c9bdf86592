using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace BlazorChat.Directories.Ldap;

/// <summary>
/// Reads <c>Directory:Ldap:*</c> as it is written. The binder would refuse a slip of the finger too, but in the words of its own types and without
/// the setting's name; so each is looked at before.
/// </summary>
internal static class ReadLdapOptions
{
    private const string Listed = "docs/configuration.md lists all there are.";

    /// <exception cref="DirectoryStartupException">A setting does not exist, or its value is of another kind.</exception>
    public static LdapOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(LdapOptions.Section);
        Check(section, typeof(LdapOptions));
        return section.Get<LdapOptions>() ?? new LdapOptions();
    }

    private static void Check(IConfigurationSection section, Type options)
    {
        foreach (var setting in section.GetChildren())
        {
            var property = options.GetProperty(setting.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                ?? throw new DirectoryStartupException(setting.Path, "There is no such setting.", Listed);
            CheckValue(setting, property.PropertyType);
        }
    }

    private static void CheckValue(IConfigurationSection setting, Type type)
    {
        if (type == typeof(string))
            return;
        if (type.IsAssignableTo(typeof(IEnumerable)) || type.DeclaringType == typeof(LdapOptions))
        {
            if (!string.IsNullOrEmpty(setting.Value))
                throw new DirectoryStartupException(setting.Path, "It has no value of its own.", type == typeof(IList<string>) ? $"Write {setting.Path}:0 for the first of its values." : $"Name a setting below it; {Listed}");
            if (type.DeclaringType == typeof(LdapOptions))
                Check(setting, type);
            return;
        }
        if (Remedy(setting.Value, Nullable.GetUnderlyingType(type) ?? type) is { } remedy && !(string.IsNullOrEmpty(setting.Value) && Nullable.GetUnderlyingType(type) is not null))
            throw new DirectoryStartupException(setting.Path, $"\"{setting.Value}\" is none of its values.", remedy);
    }

    /// <summary>What may stand there; null: what does.</summary>
    private static string? Remedy(string? value, Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase) ? null : $"Use one of: {string.Join(", ", Enum.GetNames(type))}.";
        if (type == typeof(bool))
            return bool.TryParse(value, out _) ? null : "Use true or false.";
        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "Write a whole number.";
    }
}
