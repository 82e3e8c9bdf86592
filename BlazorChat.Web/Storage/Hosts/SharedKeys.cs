using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Storage.Hosts;

/// <summary>The Data Protection keys in the database, so that every host reads the cookies of all. What is in them is sealed before (<see cref="SealWithSecret"/>).</summary>
internal sealed class SharedKeys(IDbContextFactory<ChatDatabase> databases) : IXmlRepository
{
    /// <summary>Whether some host has put one there.</summary>
    public static Task<bool> AnyAsync(ChatDatabase database, CancellationToken cancellation) =>
        database.Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT 1 FROM "data_protection_keys") AS "Value" """).SingleAsync(cancellation);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var database = databases.CreateDbContext();
        return [.. database.Database.SqlQuery<string>($"""SELECT "Xml" AS "Value" FROM "data_protection_keys" ORDER BY "Name" """).ToList().Select(text => XElement.Parse(text))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var database = databases.CreateDbContext();
        var xml = element.ToString(SaveOptions.DisableFormatting);
        database.Database.ExecuteSql(
            $"""INSERT INTO "data_protection_keys" ("Name", "Xml") VALUES ({friendlyName}, {xml}) ON CONFLICT ("Name") DO UPDATE SET "Xml" = EXCLUDED."Xml" """);
    }
}
