using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>The settings of <c>Directory:*</c> that are about following it, whatever directory it is.</summary>
public sealed class DirectoryOptions
{
    public const string Section = "Directory";

    /// <summary>How long between two looks at a directory that others write to.</summary>
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A look that would shut out more than this share of the people, 0 to 100, stops and asks an administrator. Up to two people
    /// are always taken for what they are.</summary>
    public double MaxDisabledPercent { get; set; } = 10;
}

internal sealed class DirectoryOptionsCheck : IValidateOptions<DirectoryOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, DirectoryOptions options)
    {
        if (options.SyncInterval < Shortest || options.SyncInterval > Longest)
            return ValidateOptionsResult.Fail($"{DirectoryOptions.Section}:{nameof(DirectoryOptions.SyncInterval)} is {options.SyncInterval}; write a time from 00:00:05 to 1.00:00:00, such as 00:01:00.");
        return options.MaxDisabledPercent is >= 0 and <= 100
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{DirectoryOptions.Section}:{nameof(DirectoryOptions.MaxDisabledPercent)} is {options.MaxDisabledPercent}; write a number from 0 to 100.");
    }
}
