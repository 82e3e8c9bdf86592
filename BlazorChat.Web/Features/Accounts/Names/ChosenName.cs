using System.Diagnostics.CodeAnalysis;
using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;

namespace BlazorChat.Web.Features.Accounts.Names;

/// <summary>A name somebody chooses for themselves, of the form every display name has here (<see cref="DisplayNameRules"/>). Whether another
/// person is called so, or nearly, is for <see cref="NamesInUse"/> to say.</summary>
internal sealed record ChosenName
{
    /// <summary>What speaks for the chat itself, in its languages; also between signs, and in letters that look the same.</summary>
    private static readonly HashSet<string> Reserved =
    [
        .. new[]
        {
            "BlazorChat", "Admin", "Administrator", "Administration", "Moderator", "Operator", "Root", "Server", "Support", "System",
            "Administrateur", "Administratrice", "Assistance", "Modérateur", "Modératrice", "Serveur", "Système",
        }.SelectMany(word => NameKeys.Of(word).All),
    ];

    /// <summary>Nobody is "BlazorChat" with something before or after it either.</summary>
    private static readonly string Product = NameKeys.Of("BlazorChat").Folded;

    private ChosenName(string value, NameKeys keys) => (Value, Keys) = (value, keys);

    /// <summary>In NFC, words parted by single blanks.</summary>
    public string Value { get; }

    public NameKeys Keys { get; }

    /// <summary>Takes what was typed, or says by a word of <see cref="NameRefusal"/> why it is no name.</summary>
    public static bool TryParse(string? typed, [NotNullWhen(true)] out ChosenName? name, [NotNullWhen(false)] out string? refusal)
    {
        (name, refusal) = (null, null);
        var (value, wrong) = DisplayNameRules.Parse(typed);
        if (value is null)
        {
            refusal = NameRefusal.Of(wrong!.Value);
            return false;
        }
        var keys = NameKeys.Of(value);
        if (keys.All.Any(key => Reserved.Contains(key) || key.Contains(Product, StringComparison.Ordinal)))
        {
            refusal = NameRefusal.Reserved;
            return false;
        }
        name = new ChosenName(value, keys);
        return true;
    }
}

/// <summary>Why a name is not taken: the codes of the API.</summary>
internal static class NameRefusal
{
    public const string Missing = "name-missing";
    public const string TooShort = "name-too-short";
    public const string TooLong = "name-too-long";
    public const string Characters = "name-characters";
    public const string Alphabets = "name-alphabets";
    public const string NoLetter = "name-no-letter";
    public const string Reserved = "name-reserved";

    /// <summary>It is, or looks like, a name of another person.</summary>
    public const string Taken = "name-taken";

    public static IReadOnlyList<string> All { get; } = [Missing, TooShort, TooLong, Characters, Alphabets, NoLetter, Reserved, Taken];

    public static string Of(RegistrationRefusal refusal) => refusal switch
    {
        RegistrationRefusal.Missing => Missing,
        RegistrationRefusal.TooShort => TooShort,
        RegistrationRefusal.TooLong => TooLong,
        RegistrationRefusal.MixedAlphabets => Alphabets,
        RegistrationRefusal.NoLetter => NoLetter,
        _ => Characters,
    };
}
