using BlazorChat.Tests.Authorities;
using BlazorChat.Tests.Features.Accounts;
using BlazorChat.Tests.Features.Conversations;
using BlazorChat.Tests.Features.Devices;
using BlazorChat.Tests.Features.Messages;
using BlazorChat.Tests.Features.Presence;
using BlazorChat.Tests.Storage;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.People;

namespace BlazorChat.Tests.Contracts;

// What these classes show of SQLite, shown of PostgreSQL: the same tests, on hosts whose database is there. All others that have a database
// run there in the long run (BLAZORCHAT_TESTS_DATABASE).

public sealed class GroupAppendOnPostgreSqlTests : GroupAppendTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class SendOnPostgreSqlTests : SendTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class SendRaceOnPostgreSqlTests : SendRaceTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class MessageSessionOnPostgreSqlTests : Features.Messages.SessionTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class GrantOnPostgreSqlTests : GrantTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class BundleOnPostgreSqlTests : BundleTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class HistoryOnPostgreSqlTests : HistoryTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class AboutMessageOnPostgreSqlTests : AboutMessageTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class CreateConversationOnPostgreSqlTests : CreateConversationTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class AppendRoomEntryOnPostgreSqlTests : AppendRoomEntryTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class RecipientsOnPostgreSqlTests : RecipientsTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class ClearHistoryOnPostgreSqlTests : ClearHistoryTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class UnreadOnPostgreSqlTests : UnreadTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class DefaultRoomsOnPostgreSqlTests : DefaultRoomsTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class FirstAdministratorOnPostgreSqlTests : FirstAdministratorTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class DeleteAccountOnPostgreSqlTests : DeleteAccountTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class RemovalOnPostgreSqlTests : RemovalTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class OwnRecordOnPostgreSqlTests(OwnRecordOnPostgreSqlTests.Fixture fixture) : OwnRecordTests(fixture), IClassFixture<OwnRecordOnPostgreSqlTests.Fixture>
{
    public sealed class Fixture : ChatFixture
    {
        public bool IsOn { get; } = TestDatabase.OnPostgreSql();
    }
}

public sealed class MyStatusOnPostgreSqlTests : MyStatusTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class ConcurrencyOnPostgreSqlTests : ConcurrencyTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class RevocationOnPostgreSqlTests : RevocationTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class SignInSessionOnPostgreSqlTests : Features.Accounts.SessionTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class InvitationOnPostgreSqlTests : InvitationTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class RetentionOnPostgreSqlTests : RetentionTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class LedgerOnPostgreSqlTests : LedgerTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class LedgerJournalOnPostgreSqlTests : LedgerJournalTests
{
    public bool IsOn { get; } = TestDatabase.OnPostgreSql();
}

public sealed class CatalogueOnPostgreSqlTests(CatalogueOnPostgreSqlTests.PostgreSqlBooks books) : CatalogueTests(books), IClassFixture<CatalogueOnPostgreSqlTests.PostgreSqlBooks>
{
    public sealed class PostgreSqlBooks : Books
    {
        public bool IsOn { get; } = TestDatabase.OnPostgreSql();
    }
}
